// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.testing.stateful;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.BlockStatus;
import org.blockgraph.api.IoResult;
import org.blockgraph.api.Limits;
import org.blockgraph.api.driver.Child;

/**
 * A file in memory that remembers what was not flushed: its power can be cut. Of one thread, unless a test's
 * hook says otherwise.
 */
final class VolatileFile implements Child {

    /** Called before an operation that changes something. */
    @FunctionalInterface
    interface Hook {
        void before(String operation) throws BlockException;
    }

    private static final int SECTOR = 512;

    private record Write(int offset, byte[] bytes) {}

    Hook hook = operation -> { };
    private byte[] durable;
    private byte[] current;
    private final List<Write> pending = new ArrayList<>();

    VolatileFile(byte[] durable) {
        this.durable = durable;
        this.current = durable.clone();
    }

    /** What may be left when the power fails now: of what wasn't flushed, any sectors. */
    VolatileFile cut(Random random) {
        byte[] left = Arrays.copyOf(durable, current.length);
        for (Write write : pending) {
            for (int at = 0; at < write.bytes.length; at += SECTOR) {
                if (random.nextBoolean()) {
                    System.arraycopy(write.bytes, at, left, write.offset + at, SECTOR);
                }
            }
        }
        return new VolatileFile(left);
    }

    @Override
    public String name() {
        return "file";
    }

    @Override
    public String nodeName() {
        return "volatile";
    }

    @Override
    public String fileName() {
        return "volatile";
    }

    @Override
    public long length() {
        return current.length;
    }

    @Override
    public boolean readOnly() {
        return false;
    }

    @Override
    public Limits limits() {
        return Limits.BYTES;
    }

    @Override
    public int read(BlockRequest request, long offset, MemorySegment target, int flags) {
        int there = (int) Math.clamp(current.length - offset, 0, target.byteSize());
        target.fill((byte) 0);
        int from = (int) Math.min(offset, current.length);
        MemorySegment.copy(current, from, target, ValueLayout.JAVA_BYTE, 0, there);
        return IoResult.DONE;
    }

    @Override
    public int write(BlockRequest request, long offset, MemorySegment source, int flags)
            throws BlockException {
        hook.before("write " + offset / Layout.BLOCK);
        byte[] bytes = source.toArray(ValueLayout.JAVA_BYTE);
        if (offset + bytes.length > current.length) {
            current = Arrays.copyOf(current, (int) offset + bytes.length);
        }
        System.arraycopy(bytes, 0, current, (int) offset, bytes.length);
        pending.add(new Write((int) offset, bytes));
        return IoResult.DONE;
    }

    @Override
    public int flush(BlockRequest request, int flags) throws BlockException {
        hook.before("flush");
        durable = current.clone();
        pending.clear();
        return IoResult.DONE;
    }

    @Override
    public void truncate(BlockRequest request, long length) {
        current = Arrays.copyOf(current, (int) length);
    }

    @Override
    public int writeZeroes(BlockRequest request, long offset, long length, int flags) {
        throw new AssertionError("the format writes no zeroes into its file");
    }

    @Override
    public int discard(BlockRequest request, long offset, long length, int flags) {
        throw new AssertionError("the format discards nothing in its file");
    }

    @Override
    public int blockStatus(BlockRequest request, long offset, long length, BlockStatus status, int flags) {
        throw new AssertionError("the format asks for no status");
    }
}
