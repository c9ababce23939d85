/** A file of a chart; its name is relative to the chart, with `/`. */
export interface ChartFile {
  name: string;
  data: Uint8Array;
  /** When it was last changed, RFC 3339 with nanoseconds; not known for files that were made in memory. */
  modTime?: string;
}

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** The data without a byte order mark at its begin. */
export function withoutByteOrderMark(data: Uint8Array): Uint8Array {
  return BYTE_ORDER_MARK.equals(data.subarray(0, 3)) ? data.subarray(3) : data;
}
