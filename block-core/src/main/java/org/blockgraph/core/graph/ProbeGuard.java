// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.graph;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.IoFlags;
import org.blockgraph.api.IoResult;
import org.blockgraph.api.driver.BlockDriver;
import org.blockgraph.api.rules.Io;
import org.blockgraph.api.rules.LockNeed;

/**
 * Keeps a guest from turning its raw disk into another format: where nothing was recognised and the format is
 * the one that takes anything, a write to the first bytes is refused when the next probe would guess
 * differently. Such writes go one after the other, so that no two of them together do what each may not.
 */
public final class ProbeGuard {

    /** How many bytes from the start decide about the format. */
    private static final int GUARDED_BYTES = BlockDriver.PROBE_BYTES;

    /** How long a waiting write waits before it looks whether it was given up. */
    private static final long LOOK_MILLIS = 20;

    /** Guesses a format from an image's first bytes. */
    @FunctionalInterface
    public interface Prober {
        /** Returns the format's name. */
        String probe(byte[] head);
    }

    private final String node;
    private final String format;
    private final Prober prober;

    /** Held by the one write to the first bytes that is under way. */
    private final Semaphore turn = new Semaphore(1);

    /** Guards a node that nobody sees yet. */
    public ProbeGuard(String node, String format, Prober prober) {
        this.node = node;
        this.format = format;
        this.prober = prober;
    }

    boolean covers(long offset) {
        return offset < GUARDED_BYTES;
    }

    /** Writes, or writes zeroes where the source is null, unless the image would look like another format. */
    @Io(lock = LockNeed.READ)
    int write(Node target, RequestToken token, long offset, long length, MemorySegment source, int flags)
            throws BlockException {
        if ((flags & IoFlags.NOWAIT) != 0) {
            return IoResult.WOULD_BLOCK;
        }
        takeTurn(token);
        try {
            check(target, token, offset, length, source);
            return source == null
                    ? target.pipe().writeZeroes(token, offset, length, flags)
                    : target.pipe().write(token, offset, source, flags);
        } finally {
            turn.release();
        }
    }

    /** Waits for the write before; for ever, as every write does, unless the request is given up. */
    private void takeTurn(RequestToken token) throws BlockException {
        boolean interrupted = false;
        boolean mine = turn.tryAcquire();
        while (!mine && !token.abandoned()) {
            try {
                mine = turn.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                // Who is inside is not interrupted; the caller sees it afterwards.
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (!mine) {
            throw new BlockException(
                    BlockError.ABANDONED, node, node + ": the request was given up because it hung");
        }
    }

    /** Looks at what the first bytes would be after the write. */
    private void check(Node target, RequestToken token, long offset, long length, MemorySegment source)
            throws BlockException {
        int from = (int) offset;
        int to = (int) Math.min(GUARDED_BYTES, offset + length);
        byte[] head = new byte[(int) Math.min(GUARDED_BYTES, Math.max(target.length(), to))];
        target.pipe().read(token, 0, MemorySegment.ofArray(head), IoFlags.NONE);
        if (source == null) {
            Arrays.fill(head, from, to, (byte) 0);
        } else {
            MemorySegment.copy(source, ValueLayout.JAVA_BYTE, 0, head, from, to - from);
        }
        String after = prober.probe(head);
        if (!after.equals(format)) {
            throw new BlockException(
                    BlockError.PERMISSION,
                    node,
                    offset,
                    node + ": this write would make the image look like " + after
                            + ", and its format was only guessed; close it and open it again with -f "
                            + format,
                    null);
        }
    }
}
