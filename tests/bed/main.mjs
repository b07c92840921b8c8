/**
 * The bed as a program, for tests in other languages: prints it as one line of JSON on standard output, and stops when
 * standard input ends or a signal says so.
 */
import { startBed } from "./index.mjs";

const bed = await startBed();
console.log(JSON.stringify(bed));
process.stdin.resume().once("end", bed.stop);
