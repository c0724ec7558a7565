// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.io;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.IoFlags;
import org.blockgraph.api.IoResult;
import org.blockgraph.api.Limits;
import org.blockgraph.api.driver.DriverInstance;

/**
 * A driver that keeps its content in memory, notes every call, and insists on what it was promised: a request
 * against its limits fails. It grows up to its capacity.
 */
class RecordingDriver implements DriverInstance {

    /** A call that came in. */
    record Call(String action, long offset, long length, int flags) {}

    /** Runs before a call has its effect; answers for it unless it returns DONE. */
    interface Hook {
        int before(BlockRequest request, Call call) throws BlockException;
    }

    final List<Call> calls = new CopyOnWriteArrayList<>();
    volatile boolean noting = true;
    volatile Hook hook = (request, call) -> IoResult.DONE;
    volatile MemorySegment lastBuffer;

    final byte[] content;
    private final Limits limits;
    private volatile long length;

    RecordingDriver(Limits limits, int length, int capacity) {
        this.limits = limits;
        this.length = length;
        this.content = new byte[capacity];
    }

    /** Fills with bytes by which each place can be told. */
    RecordingDriver patterned() {
        for (int i = 0; i < length; i++) {
            content[i] = pattern(i);
        }
        return this;
    }

    static byte pattern(long offset) {
        return (byte) (offset * 31 + (offset >>> 8) * 7 + 1);
    }

    List<Call> callsOf(String action) {
        return calls.stream().filter(call -> call.action().equals(action)).toList();
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public Limits limits() {
        return limits;
    }

    @Override
    public int read(BlockRequest request, long offset, MemorySegment target, int flags)
            throws BlockException {
        int answer = begin(request, new Call("read", offset, target.byteSize(), flags), target);
        if (answer != IoResult.DONE) {
            return answer;
        }
        require(!target.isReadOnly(), "the target is read-only");
        require(offset + target.byteSize() <= alignedLength(), "a read beyond the end");
        int stored = (int) Math.clamp(length - offset, 0, target.byteSize());
        MemorySegment.copy(content, (int) offset, target, ValueLayout.JAVA_BYTE, 0, stored);
        target.asSlice(stored).fill((byte) 0);
        return IoResult.DONE;
    }

    @Override
    public int write(BlockRequest request, long offset, MemorySegment source, int flags)
            throws BlockException {
        int answer = begin(request, new Call("write", offset, source.byteSize(), flags), source);
        if (answer != IoResult.DONE) {
            return answer;
        }
        grow(offset, source.byteSize());
        MemorySegment.copy(source, ValueLayout.JAVA_BYTE, 0, content, (int) offset, (int) source.byteSize());
        return IoResult.DONE;
    }

    @Override
    public int writeZeroes(BlockRequest request, long offset, long bytes, int flags) throws BlockException {
        int answer = begin(request, new Call("zero", offset, bytes, flags), null);
        if (answer != IoResult.DONE) {
            return answer;
        }
        require(bytes <= limits.maxWriteZeroes(), "a write-zeroes beyond the maximum");
        require((flags & IoFlags.MAY_UNMAP) == 0 || limits.unmap(), "MAY_UNMAP without unmap");
        grow(offset, bytes);
        Arrays.fill(content, (int) offset, (int) (offset + bytes), (byte) 0);
        return IoResult.DONE;
    }

    @Override
    public int discard(BlockRequest request, long offset, long bytes, int flags) throws BlockException {
        int answer = begin(request, new Call("discard", offset, bytes, flags), null);
        if (answer != IoResult.DONE) {
            return answer;
        }
        require(bytes <= limits.maxDiscard(), "a discard beyond the maximum");
        require((offset | bytes) % limits.discardAlignment() == 0, "an unaligned discard");
        require(offset + bytes <= length, "a discard beyond the end");
        Arrays.fill(content, (int) offset, (int) (offset + bytes), (byte) 0xdd);
        return IoResult.DONE;
    }

    @Override
    public int flush(BlockRequest request, int flags) throws BlockException {
        return begin(request, new Call("flush", 0, 0, flags), null);
    }

    @Override
    public void truncate(BlockRequest request, long newLength) throws BlockException {
        if (begin(request, new Call("truncate", newLength, 0, 0), null) == IoResult.DONE) {
            length = newLength;
        }
    }

    @Override
    public void inactivate(BlockRequest request) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void activate(BlockRequest request) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }

    private int begin(BlockRequest request, Call call, MemorySegment buffer) throws BlockException {
        if (noting) {
            calls.add(call);
            lastBuffer = buffer;
        }
        if (buffer != null) {
            require(buffer.isNative(), "a heap buffer");
            require(buffer.address() % limits.memoryAlignment() == 0, "a buffer at " + buffer.address());
            require(
                    buffer.byteSize() > 0 && buffer.byteSize() <= limits.maxTransfer(),
                    "a transfer too long");
        }
        if (!call.action().equals("truncate")) {
            require((call.offset() | call.length()) % limits.requestAlignment() == 0, "unaligned: " + call);
            require((call.flags() & IoFlags.FUA) == 0 || limits.fua(), "FUA without fua");
        }
        return hook.before(request, call);
    }

    private long alignedLength() {
        return (length + limits.requestAlignment() - 1) & -limits.requestAlignment();
    }

    private synchronized void grow(long offset, long bytes) throws BlockException {
        if (offset + bytes > content.length) {
            throw new BlockException(BlockError.OUT_OF_RANGE, "memory", "this driver can't grow so far");
        }
        if (offset + bytes > alignedLength()) {
            length = offset + bytes;
        }
    }

    private static void require(boolean kept, String what) {
        if (!kept) {
            throw new IllegalStateException(what);
        }
    }
}
