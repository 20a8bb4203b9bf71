-- CreateTable
CREATE TABLE "Lab" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "release" TEXT,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP
);

-- CreateTable
CREATE TABLE "PartAnswers" (
    "labId" TEXT NOT NULL,
    "partId" TEXT NOT NULL,
    "answers" JSONB NOT NULL,
    "updatedAt" DATETIME NOT NULL,

    PRIMARY KEY ("labId", "partId"),
    CONSTRAINT "PartAnswers_labId_fkey" FOREIGN KEY ("labId") REFERENCES "Lab" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "HostIdentity" (
    "labId" TEXT NOT NULL,
    "host" TEXT NOT NULL,
    "algorithm" TEXT NOT NULL,
    "offeredFingerprint" TEXT NOT NULL,
    "offeredAt" DATETIME NOT NULL,
    "approvedFingerprint" TEXT,
    "approvedAt" DATETIME,
    "approvedBy" TEXT,

    PRIMARY KEY ("labId", "host"),
    CONSTRAINT "HostIdentity_labId_fkey" FOREIGN KEY ("labId") REFERENCES "Lab" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Kept" (
    "labId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "text" TEXT,
    "sealed" TEXT,
    "updatedAt" DATETIME NOT NULL,

    PRIMARY KEY ("labId", "name"),
    CONSTRAINT "Kept_labId_fkey" FOREIGN KEY ("labId") REFERENCES "Lab" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "BeforeValue" (
    "labId" TEXT NOT NULL,
    "stepId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "value" TEXT,
    "keptAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,

    PRIMARY KEY ("labId", "stepId", "name"),
    CONSTRAINT "BeforeValue_labId_fkey" FOREIGN KEY ("labId") REFERENCES "Lab" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Run" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "labId" TEXT NOT NULL,
    "activeLabId" TEXT,
    "kind" TEXT NOT NULL,
    "partId" TEXT,
    "stepId" TEXT,
    "owner" TEXT NOT NULL,
    "startedAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "endedAt" DATETIME,
    "outcome" TEXT,
    CONSTRAINT "Run_labId_fkey" FOREIGN KEY ("labId") REFERENCES "Lab" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "StepRun" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "runId" TEXT NOT NULL,
    "partId" TEXT NOT NULL,
    "stepId" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "startedAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "endedAt" DATETIME,
    "outcome" TEXT,
    "found" TEXT,
    "detail" TEXT,
    "failureCode" TEXT,
    "failureMessage" TEXT,
    "failureRemedy" TEXT,
    "failureCause" TEXT,
    "failureFix" JSONB,
    "changes" JSONB,
    CONSTRAINT "StepRun_runId_fkey" FOREIGN KEY ("runId") REFERENCES "Run" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "LogLine" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "stepRunId" INTEGER NOT NULL,
    "runId" TEXT NOT NULL,
    "at" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "host" TEXT,
    "level" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    CONSTRAINT "LogLine_stepRunId_fkey" FOREIGN KEY ("stepRunId") REFERENCES "StepRun" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Evidence" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "stepRunId" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "data" JSONB NOT NULL,
    "at" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "Evidence_stepRunId_fkey" FOREIGN KEY ("stepRunId") REFERENCES "StepRun" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateIndex
CREATE UNIQUE INDEX "Lab_name_key" ON "Lab"("name");

-- CreateIndex
CREATE UNIQUE INDEX "Run_activeLabId_key" ON "Run"("activeLabId");

-- CreateIndex
CREATE INDEX "Run_labId_startedAt_idx" ON "Run"("labId", "startedAt");

-- CreateIndex
CREATE INDEX "StepRun_partId_stepId_idx" ON "StepRun"("partId", "stepId");

-- CreateIndex
CREATE UNIQUE INDEX "StepRun_runId_partId_stepId_key" ON "StepRun"("runId", "partId", "stepId");

-- CreateIndex
CREATE INDEX "LogLine_runId_id_idx" ON "LogLine"("runId", "id");

-- CreateIndex
CREATE INDEX "LogLine_stepRunId_id_idx" ON "LogLine"("stepRunId", "id");

-- CreateIndex
CREATE INDEX "Evidence_stepRunId_idx" ON "Evidence"("stepRunId");


