/** Says something on both streams and ends badly, or does not end at all. */
console.log("reading the configuration");
console.error("disk is full");
if (process.env["FAIRLEAD_TEST_HANG"] === undefined) process.exit(5);
setInterval(() => {}, 1_000);
