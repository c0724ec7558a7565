// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.transfer;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.IoFlags;
import org.blockgraph.shell.result.Transfer;

/** One write, write-zeroes or discard by a command, at one place of a device. One thread. */
public final class WriteRun {

    private final BlockDevice device;
    private final long offset;
    private final int flags;
    private long nanos;

    /**
     * A write.
     *
     * @param device where to
     * @param offset where to begin, in bytes
     * @param flags those of {@link IoFlags} that the operation takes
     */
    public WriteRun(BlockDevice device, long offset, int flags) {
        this.device = device;
        this.offset = offset;
        this.flags = flags;
    }

    /** Writes the same byte over and over, so many bytes. */
    public Transfer pattern(byte pattern, long length) throws BlockException {
        return write(new PatternSource(pattern), length);
    }

    /** Writes the content of a file: so many bytes, from its start again where it ends, or once. */
    public Transfer file(Path file, OptionalLong length) throws BlockException {
        try (FileSource source = new FileSource(file)) {
            return write(source, length.orElse(source.size()));
        }
    }

    /** Writes so many zeroes by the operation for it. */
    public Transfer zeroes(long length) throws BlockException {
        return hint("block:write", "wrote", length, device::writeZeroes);
    }

    /** Discards so many bytes. */
    public Transfer discard(long length) throws BlockException {
        return hint("block:discard", "discarded", length, device::discard);
    }

    private Transfer write(ChunkSource source, long length) throws BlockException {
        long operations;
        try (BlockRequest request = device.newRequest("block:write")) {
            operations = Buffer.lend(length, memory -> writeThrough(request, memory, source, length));
        }
        return new Transfer("wrote", device.name(), offset, length, operations, nanos);
    }

    private long writeThrough(BlockRequest request, MemorySegment memory, ChunkSource source, long length)
            throws BlockException {
        return Chunks.forEach(device, offset, length, Chunks.DATA_BYTES, (at, piece) -> {
            MemorySegment data = memory.asSlice(0, piece);
            source.fill(at - offset, data);
            long begun = System.nanoTime();
            device.write(request, at, data, flags);
            nanos += System.nanoTime() - begun;
        });
    }

    private Transfer hint(String client, String did, long length, Hint hint) throws BlockException {
        long operations;
        try (BlockRequest request = device.newRequest(client)) {
            operations = Chunks.forEach(device, offset, length, Chunks.HINT_BYTES, (at, piece) -> {
                long begun = System.nanoTime();
                hint.apply(request, at, piece, flags);
                nanos += System.nanoTime() - begun;
            });
        }
        return new Transfer(did, device.name(), offset, length, operations, nanos);
    }

    /** An operation that moves no data. */
    @FunctionalInterface
    private interface Hint {
        int apply(BlockRequest request, long at, long length, int flags) throws BlockException;
    }
}
