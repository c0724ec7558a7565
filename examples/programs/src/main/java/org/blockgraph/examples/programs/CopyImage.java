// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.examples.programs;

import java.nio.ByteBuffer;
import java.util.Map;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockGraph;
import org.blockgraph.api.info.MapExtent;
import org.blockgraph.embed.BlockSystem;

/** Copies an image of any format that has a driver on the class path into a raw one: SOURCE TARGET. */
public final class CopyImage {

    private static final int PIECE = 1 << 20;
    private static final int MOST_RUNS = 10_000;

    private CopyImage() {}

    /** Copies, and says how much of it was data. */
    public static void main(String... arguments) {
        try {
            System.out.println(copy(arguments[0], arguments[1]) + " bytes of data copied");
        } catch (BlockException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    /** Returns how many bytes were data; the rest is holes in both. */
    public static long copy(String source, String target) throws BlockException {
        try (BlockSystem system = BlockSystem.start()) {
            BlockGraph graph = system.graph();
            BlockDevice from = graph.open("from", Map.of("filename", source, "read-only", "on"));
            graph.create("raw", target, from.length(), Map.of());
            BlockDevice to = graph.open("to", Map.of("driver", "raw", "filename", target));
            long copied = 0;
            for (MapExtent run : graph.map("from", 0, from.length(), MOST_RUNS)) {
                copied += run.zero() ? 0 : copyRun(from, to, run.start(), run.start() + run.length());
            }
            to.flush();
            return copied;
        }
    }

    private static long copyRun(BlockDevice from, BlockDevice to, long start, long end)
            throws BlockException {
        ByteBuffer piece = ByteBuffer.allocateDirect(PIECE);
        for (long at = start; at < end; at += PIECE) {
            piece.clear().limit((int) Math.min(PIECE, end - at));
            from.read(at, piece);
            to.write(at, piece.flip());
        }
        return end - start;
    }
}
