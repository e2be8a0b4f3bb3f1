/** What the header of an ELF executable tells about the machine that it is for. */
import { closeSync, openSync, readSync } from "node:fs";

/** The processor and the C library of an executable. */
export interface Platform {
  readonly processor: "x64" | "arm64";
  readonly library: "glibc" | "musl";
}

const PROCESSORS: Readonly<Record<number, Platform["processor"]>> = { 62: "x64", 183: "arm64" };
/** The type of the segment that names the loader. */
const PT_INTERP = 3;

/**
 * Returns the platform of a 64-bit little-endian ELF executable, by its machine (`e_machine`) and its loader. Throws an
 * error if the file is none, or is for another processor. See the System V ABI, chapters 4 and 5.
 */
export function platformOf(path: string): Platform {
  const file = openSync(path, "r");
  try {
    const header = read(file, 0, 64);
    if (header.toString("latin1", 0, 6) !== "\x7fELF\x02\x01")
      throw new Error(`${path} is no 64-bit little-endian ELF file`);
    const processor = PROCESSORS[header.readUInt16LE(18)];
    if (processor === undefined) throw new Error(`${path} is for another processor`);
    return { processor, library: loaderOf(file, header).includes("musl") ? "musl" : "glibc" };
  } finally {
    closeSync(file);
  }
}

/** Returns the path of the loader, such as `/lib64/ld-linux-x86-64.so.2`; "" if the file needs none. */
function loaderOf(file: number, header: Buffer): string {
  const [offset, size, count] = [
    Number(header.readBigUInt64LE(32)),
    header.readUInt16LE(54),
    header.readUInt16LE(56),
  ];
  for (let i = 0; i < count; i++) {
    const segment = read(file, offset + i * size, size);
    if (segment.readUInt32LE(0) !== PT_INTERP) continue;
    const name = read(file, Number(segment.readBigUInt64LE(8)), Number(segment.readBigUInt64LE(32)));
    return name.toString("latin1").replace(/\0+$/, "");
  }
  return "";
}

/** Reads `length` bytes at `position`; those behind the end of the file are 0. */
function read(file: number, position: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  readSync(file, bytes, 0, length, position);
  return bytes;
}
