/** Style of the live page. */
export const pageStyle = `
:root { color-scheme: light dark; --line: #8884; --open: #2f7d5b; --draining: #a8741a; --full: #a33b3b; }
body { font: 15px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 62rem; padding: 1rem; }
header { display: flex; gap: 1rem; align-items: baseline; justify-content: space-between; }
h1 { font-size: 1.3rem; margin: 0; }
h2 { font-size: 1.05rem; margin: 1.5rem 0 .25rem; }
h2 small { font-weight: normal; opacity: .7; margin-left: .5rem; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid var(--line); padding: .25rem .5rem; text-align: left; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
meter { width: 100%; min-width: 8rem; height: 1rem; }
tr[data-state="draining"] td:nth-child(2) { color: var(--draining); }
tr[data-status^="full"] td:nth-child(2) { color: var(--full); }
footer { margin-top: 2rem; opacity: .7; }
footer a { margin-right: 1rem; }
`;
