"""Debian's pywinrm as a foreign client: takes what to do as JSON on standard input, gives what came back as JSON."""
import json
import sys

import winrm

asked = json.load(sys.stdin)
session = winrm.Session(
    asked["url"],
    auth=(asked["user"], asked["password"]),
    transport="ntlm",
    server_cert_validation="ignore",
    operation_timeout_sec=asked.get("operationTimeoutSeconds", 20),
    read_timeout_sec=30,
)
try:
    if "script" in asked:
        reply = session.run_ps(asked["script"])
    else:
        reply = session.run_cmd(asked["command"], asked.get("arguments", []))
    answer = {
        "exitCode": reply.status_code,
        "stdout": reply.std_out.decode("utf-8"),
        "stderr": reply.std_err.decode("utf-8"),
    }
except Exception as error:
    answer = {"error": type(error).__name__}
json.dump(answer, sys.stdout)
