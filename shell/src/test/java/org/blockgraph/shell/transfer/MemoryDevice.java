// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.transfer;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.BlockStatus;
import org.blockgraph.api.DeviceUse;
import org.blockgraph.api.IoFlags;
import org.blockgraph.api.IoResult;
import org.blockgraph.api.Limits;

/** A device in memory that keeps a list of what was asked of it. Any thread. */
public final class MemoryDevice implements BlockDevice {

    /** What was asked, such as "write 0 512 FUA". */
    public final List<String> asked = Collections.synchronizedList(new ArrayList<>());

    /** The content. */
    public final byte[] content;

    private final String name;
    private final boolean readOnly;
    private final AtomicInteger openRequests = new AtomicInteger();

    /** A device full of zeroes. */
    public MemoryDevice(String name, int length, boolean readOnly) {
        this.name = name;
        this.content = new byte[length];
        this.readOnly = readOnly;
    }

    /** Returns how many request tokens were not given back. */
    public int openRequests() {
        return openRequests.get();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long length() {
        return content.length;
    }

    @Override
    public boolean readOnly() {
        return readOnly;
    }

    @Override
    public Limits limits() {
        return Limits.BYTES;
    }

    @Override
    public BlockRequest newRequest(String client) {
        openRequests.incrementAndGet();
        return new Token(client);
    }

    @Override
    public int read(BlockRequest request, long offset, MemorySegment target, int flags)
            throws BlockException {
        note("read", offset, target.byteSize(), flags);
        target.copyFrom(at(offset, target.byteSize()));
        return IoResult.DONE;
    }

    @Override
    public int write(BlockRequest request, long offset, MemorySegment source, int flags)
            throws BlockException {
        note("write", offset, source.byteSize(), flags);
        requireWritable();
        at(offset, source.byteSize()).copyFrom(source);
        return IoResult.DONE;
    }

    @Override
    public int writeZeroes(BlockRequest request, long offset, long length, int flags) throws BlockException {
        note("zeroes", offset, length, flags);
        requireWritable();
        at(offset, length).fill((byte) 0);
        return IoResult.DONE;
    }

    @Override
    public int discard(BlockRequest request, long offset, long length, int flags) throws BlockException {
        note("discard", offset, length, flags);
        requireWritable();
        at(offset, length).fill((byte) 0);
        return IoResult.DONE;
    }

    @Override
    public int flush(BlockRequest request, int flags) {
        asked.add("flush");
        return IoResult.DONE;
    }

    @Override
    public int blockStatus(BlockRequest request, long offset, long length, BlockStatus status, int flags) {
        status.set(BlockStatus.DATA | BlockStatus.ALLOCATED, length);
        return IoResult.DONE;
    }

    @Override
    public void read(long offset, ByteBuffer target) throws BlockException {
        read(null, offset, MemorySegment.ofBuffer(target), IoFlags.NONE);
        target.position(target.limit());
    }

    @Override
    public void write(long offset, ByteBuffer source) throws BlockException {
        write(null, offset, MemorySegment.ofBuffer(source), IoFlags.NONE);
        source.position(source.limit());
    }

    @Override
    public void flush() {
        flush(null, IoFlags.NONE);
    }

    @Override
    public DeviceUse use(String user, String remedy) {
        return () -> { };
    }

    @Override
    public void truncate(long length) throws BlockException {
        throw new BlockException(BlockError.NOT_SUPPORTED, name, name + ": memory has its size");
    }

    private MemorySegment at(long offset, long length) {
        return MemorySegment.ofArray(content).asSlice(offset, length);
    }

    private void requireWritable() throws BlockException {
        if (readOnly) {
            throw new BlockException(BlockError.READ_ONLY, name, name + ": opened read-only; open again");
        }
    }

    private void note(String what, long offset, long length, int flags) {
        asked.add(what + ' ' + offset + ' ' + length
                + ((flags & IoFlags.FUA) == 0 ? "" : " FUA")
                + ((flags & IoFlags.MAY_UNMAP) == 0 ? "" : " MAY_UNMAP")
                + ((flags & IoFlags.NO_FALLBACK) == 0 ? "" : " NO_FALLBACK"));
    }

    /** Counts that it is given back. */
    private final class Token implements BlockRequest {

        private final String client;
        private boolean closed;

        Token(String client) {
            this.client = client;
        }

        @Override
        public MemorySegment scratch() {
            return Arena.ofAuto().allocate(SCRATCH_BYTES);
        }

        @Override
        public boolean abandoned() {
            return false;
        }

        @Override
        public String client() {
            return client;
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                openRequests.decrementAndGet();
            }
        }
    }
}
