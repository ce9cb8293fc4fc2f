import { crashAtEveryWrite } from "./crash-at-every-write.ts";

crashAtEveryWrite(process.env, "after");
