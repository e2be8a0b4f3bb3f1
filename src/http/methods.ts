/** The methods of RFC 9110 and PATCH. Callers may send any word, which must not become the name of a span or a value of a label. */
const METHODS = new Set(["CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE"]);

/** Returns `method` if HTTP knows it, else `other`. */
export function knownMethod(method: string, other: string): string {
  return METHODS.has(method) ? method : other;
}
