// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.transfer;

import java.io.PrintStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;

/** Prints bytes as qemu-io's {@code read -v} does: offset, sixteen bytes in hexadecimal, and as text. */
final class HexDump implements ChunkSink {

    private static final int PER_LINE = 16;
    private static final char FIRST_PRINTABLE = ' ';
    private static final char LAST_PRINTABLE = '~';
    private static final HexFormat HEX = HexFormat.of();

    private final PrintStream out;

    /**
     * A dump.
     *
     * @param out where it is printed as the bytes arrive: a long one is never held in memory
     */
    HexDump(PrintStream out) {
        this.out = out;
    }

    @Override
    public void take(long offset, MemorySegment data) {
        StringBuilder line = new StringBuilder(80);
        for (long at = 0; at < data.byteSize(); at += PER_LINE) {
            line.setLength(0);
            append(line, offset + at, data.asSlice(at, Math.min(PER_LINE, data.byteSize() - at)));
            out.println(line);
        }
    }

    private static void append(StringBuilder line, long offset, MemorySegment bytes) {
        boolean eightDigits = offset <= 0xffff_ffffL;
        line.append(eightDigits ? HEX.toHexDigits(offset, 8) : Long.toHexString(offset)).append(": ");
        StringBuilder text = new StringBuilder(PER_LINE);
        for (long i = 0; i < PER_LINE; i++) {
            if (i < bytes.byteSize()) {
                byte value = bytes.get(ValueLayout.JAVA_BYTE, i);
                line.append(' ');
                HEX.toHexDigits(line, value);
                text.append(value >= FIRST_PRINTABLE && value <= LAST_PRINTABLE ? (char) value : '.');
            } else {
                line.append("   ");
            }
        }
        line.append("  ").append(text);
    }
}
