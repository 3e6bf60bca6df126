"""A driver that is a program: a line of JSON on stdin asks, a line on stdout answers. This one hands them on to a URL.

[driver]
command = ["python", "lines.py", "http://127.0.0.1:8000"]
"""

import sys
import threading
from urllib.error import HTTPError
from urllib.request import Request, urlopen


def hand_on(line):
    try:
        with urlopen(Request(sys.argv[1], line.encode(), {"Content-Type": "application/json"})) as response:
            reply = response.read().decode()
    except HTTPError as error:
        reply = error.read().decode()
    print(reply.replace("\n", ""), flush=True)  # stdout is for answers alone; what you print goes to stderr


for line in sys.stdin:  # requests may come while an earlier one is under way
    threading.Thread(target=hand_on, args=[line], daemon=True).start()
