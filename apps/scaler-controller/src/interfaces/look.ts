/**
 * How a look is taken. `glance`: at what watches last told, which costs nothing and may be old; `read`: at what is
 * so now. Only what was read is acted on, but for the way in of a pod that starts.
 */
export type Look = "glance" | "read";
