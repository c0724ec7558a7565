// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.raw;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.IoFlags;
import org.blockgraph.api.driver.Child;
import org.blockgraph.api.driver.CreateContext;

/**
 * Gives an empty file its size. {@code preallocation}, by qemu-img's words: off leaves a hole; falloc has
 * zeroes written in the cheapest way that sets the space aside; full writes zeroes.
 */
final class RawCreation {

    private static final int PIECE = 1 << 20;

    private final CreateContext context;
    private final Child file;
    private final long size;

    RawCreation(CreateContext context) {
        this.context = context;
        this.file = context.file();
        this.size = context.size();
    }

    void run() throws BlockException {
        String preallocation =
                context.options().choice("preallocation", "off", List.of("off", "falloc", "full"));
        try {
            grow(preallocation);
        } catch (BlockException e) {
            giveBack(e);
            throw e;
        }
    }

    private void grow(String preallocation) throws BlockException {
        if (size > 0 && preallocation.equals("falloc")) {
            file.writeZeroes(context.request(), 0, size, IoFlags.NONE);
        } else if (preallocation.equals("full")) {
            fill();
        }
        if (file.length() < size) {
            file.truncate(context.request(), size);
        }
    }

    /** A file that can't be finished would keep a disk full for nothing. */
    private void giveBack(BlockException why) {
        try {
            file.truncate(context.request(), 0);
        } catch (BlockException e) {
            why.addSuppressed(e);
        }
    }

    private void fill() throws BlockException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment zeroes = arena.allocate(PIECE, PIECE);
            for (long at = 0; at < size; at += PIECE) {
                if (Thread.currentThread().isInterrupted()) {
                    String sentence = context.name() + ": making it was cancelled";
                    throw new BlockException(BlockError.CANCELLED, context.name(), sentence);
                }
                MemorySegment piece = zeroes.asSlice(0, Math.min(PIECE, size - at));
                file.write(context.request(), at, piece, IoFlags.NONE);
            }
        }
    }
}
