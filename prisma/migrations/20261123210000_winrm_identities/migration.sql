-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_HostIdentity" (
    "labId" TEXT NOT NULL,
    "host" TEXT NOT NULL,
    "protocol" TEXT NOT NULL DEFAULT 'ssh',
    "algorithm" TEXT NOT NULL,
    "offeredFingerprint" TEXT NOT NULL,
    "offeredDetails" JSONB,
    "offeredAt" DATETIME NOT NULL,
    "approvedFingerprint" TEXT,
    "approvedDetails" JSONB,
    "approvedAt" DATETIME,
    "approvedBy" TEXT,

    PRIMARY KEY ("labId", "host", "protocol"),
    CONSTRAINT "HostIdentity_labId_fkey" FOREIGN KEY ("labId") REFERENCES "Lab" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
INSERT INTO "new_HostIdentity" ("algorithm", "approvedAt", "approvedBy", "approvedFingerprint", "host", "labId", "offeredAt", "offeredFingerprint") SELECT "algorithm", "approvedAt", "approvedBy", "approvedFingerprint", "host", "labId", "offeredAt", "offeredFingerprint" FROM "HostIdentity";
DROP TABLE "HostIdentity";
ALTER TABLE "new_HostIdentity" RENAME TO "HostIdentity";
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;


