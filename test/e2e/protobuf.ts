/** The fields of a Protocol Buffers message, each with its values in the order of the bytes. */
export type Message = ReadonlyMap<number, readonly (bigint | Uint8Array)[]>;

/**
 * Reads the fields of a message: numbers as unsigned integers, everything else as bytes. Throws `RangeError` when the bytes are
 * not a message. https://protobuf.dev/programming-guides/encoding/
 */
export function readMessage(bytes: Uint8Array): Message {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fields = new Map<number, (bigint | Uint8Array)[]>();
  let at = 0;
  const varint = () => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = view.getUint8(at++);
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const take = (length: number) => {
    at += length;
    if (at > bytes.length) throw new RangeError("the message is truncated");
    return at - length;
  };
  while (at < bytes.length) {
    const tag = Number(varint());
    const value = readValue(tag & 7);
    const field = tag >> 3;
    fields.set(field, [...(fields.get(field) ?? []), value]);
  }
  return fields;

  function readValue(type: number): bigint | Uint8Array {
    if (type === 0) return varint();
    if (type === 1) return view.getBigUint64(take(8), true);
    if (type === 5) return BigInt(view.getUint32(take(4), true));
    if (type !== 2) throw new RangeError(`no message has a field of type ${type}`);
    const start = take(Number(varint()));
    return bytes.subarray(start, at);
  }
}

/** Returns the messages in a repeated field. */
export function messagesIn(message: Message, field: number): Message[] {
  return (message.get(field) ?? []).map((value) => readMessage(value as Uint8Array));
}

/** Returns the text in a field; "" when it is not there. */
export function textIn(message: Message, field: number): string {
  return new TextDecoder().decode(bytesIn(message, field));
}

/** Returns the bytes in a field in hexadecimal; "" when it is not there. */
export function hexIn(message: Message, field: number): string {
  return bytesIn(message, field).toHex();
}

/** Returns the integer in a field; 0 when it is not there. */
export function integerIn(message: Message, field: number): bigint {
  return (message.get(field)?.[0] as bigint | undefined) ?? 0n;
}

function bytesIn(message: Message, field: number): Uint8Array {
  return (message.get(field)?.[0] as Uint8Array | undefined) ?? new Uint8Array();
}
