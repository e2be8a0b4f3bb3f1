import { decode, Encoder, ExtensionCodec } from "@msgpack/msgpack";
import { StateError } from "./errors.ts";
import type { PlainData } from "./step.ts";

type TypedArray = Float64Array | Float32Array | Int32Array | Uint32Array | Uint16Array;
type TypedArrayClass = {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBuffer): TypedArray;
};

/**
 * Extension types. They are part of the stored format and must never be renumbered. Uint8Array is MessagePack's
 * own `bin`.
 */
const TYPED_ARRAYS: readonly (readonly [number, TypedArrayClass])[] = [
  [1, Float64Array],
  [2, Float32Array],
  [3, Int32Array],
  [4, Uint32Array],
  [5, Uint16Array],
];

/** Maximum depth of nesting: deeper than the data of any pipeline. */
const MAX_DEPTH = 64;

const extensionCodec = new ExtensionCodec();
for (const [type, Class] of TYPED_ARRAYS) {
  extensionCodec.register({
    type,
    encode: (value) => {
      if (!(value instanceof Class)) return null;
      return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    },
    decode: (bytes) => {
      if (bytes.byteLength % Class.BYTES_PER_ELEMENT !== 0) {
        throw new StateError(`an array of ${bytes.byteLength} bytes does not hold whole numbers`);
      }
      // The bytes are unaligned in the message, and would keep all of it in memory: copy. Not with `slice`,
      // which copies nothing if the message is a Buffer.
      return new Class(new Uint8Array(bytes).buffer);
    },
  });
}

/** Encodes plain data as MessagePack. Numeric arrays are little-endian extension values. Equal data has equal bytes. */
export function encodeMessagePack(value: PlainData): Uint8Array {
  return new Encoder({ extensionCodec, ignoreUndefined: true }).encode(value);
}

/**
 * Decodes MessagePack. Any bytes result in a value or in `StateError`, in time and memory proportional to their
 * number: the lengths they claim are checked before anything is allocated.
 */
export function decodeMessagePack(bytes: Uint8Array): PlainData {
  checkMessagePack(bytes);
  try {
    return decode(bytes, { extensionCodec }) as PlainData;
  } catch (error) {
    throw new StateError(`not readable as MessagePack: ${(error as Error).message}`);
  }
}

/**
 * Walks over `bytes` without building anything, and throws `StateError` unless they are exactly one MessagePack
 * value. A decoder that trusts the header of an array would allocate 2^32 entries for five bytes.
 * Format: https://github.com/msgpack/msgpack/blob/master/spec.md
 */
function checkMessagePack(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  /** The number of values still expected at each open level. */
  const pending: number[] = [1];
  let at = 0;
  const need = (count: number) => {
    if (at + count > bytes.length) throw new StateError(`the data ends early, at byte ${bytes.length}`);
  };
  const length = (width: 1 | 2 | 4): number => {
    need(width);
    const value = width === 1 ? view.getUint8(at) : width === 2 ? view.getUint16(at) : view.getUint32(at);
    at += width;
    return value;
  };
  const skip = (count: number) => {
    need(count);
    at += count;
  };
  const open = (count: number) => {
    need(count);
    if (pending.length >= MAX_DEPTH)
      throw new StateError(`the data is nested deeper than ${MAX_DEPTH} levels`);
    pending.push(count);
  };
  while (pending.length > 0) {
    const left = pending.at(-1)!;
    if (left === 0) {
      pending.pop();
      continue;
    }
    pending[pending.length - 1] = left - 1;
    need(1);
    const head = bytes[at++]!;
    if (head <= 0x7f || head >= 0xe0 || head === 0xc0 || head === 0xc2 || head === 0xc3) continue;
    if (head <= 0x8f) open((head & 0x0f) * 2);
    else if (head <= 0x9f) open(head & 0x0f);
    else if (head <= 0xbf) skip(head & 0x1f);
    else {
      switch (head) {
        case 0xc4:
        case 0xd9:
          skip(length(1));
          break;
        case 0xc5:
        case 0xda:
          skip(length(2));
          break;
        case 0xc6:
        case 0xdb:
          skip(length(4));
          break;
        case 0xc7:
          skip(length(1) + 1);
          break;
        case 0xc8:
          skip(length(2) + 1);
          break;
        case 0xc9:
          skip(length(4) + 1);
          break;
        case 0xcc:
        case 0xd0:
          skip(1);
          break;
        case 0xcd:
        case 0xd1:
          skip(2);
          break;
        case 0xca:
        case 0xce:
        case 0xd2:
          skip(4);
          break;
        case 0xcb:
        case 0xcf:
        case 0xd3:
          skip(8);
          break;
        case 0xd4:
        case 0xd5:
        case 0xd6:
        case 0xd7:
        case 0xd8:
          skip(2 ** (head - 0xd4) + 1);
          break;
        case 0xdc:
          open(length(2));
          break;
        case 0xdd:
          open(length(4));
          break;
        case 0xde:
          open(length(2) * 2);
          break;
        case 0xdf:
          open(length(4) * 2);
          break;
        default:
          throw new StateError(`byte ${at - 1} (0x${head.toString(16)}) starts no MessagePack value`);
      }
    }
  }
  if (at !== bytes.length) throw new StateError(`${bytes.length - at} bytes follow the end of the data`);
}
