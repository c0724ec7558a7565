// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.transfer;

import java.io.PrintStream;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.IoFlags;
import org.blockgraph.shell.result.Transfer;

/** One read by a command: what is to happen to the bytes is added in order, then it runs once. One thread. */
public final class ReadRun {

    private final BlockDevice device;
    private final long offset;
    private final long length;
    private final List<ChunkSink> sinks = new ArrayList<>();
    private Path file;
    private long nanos;

    /**
     * A read that throws the bytes away unless told otherwise.
     *
     * @param device from where
     * @param offset where to begin, in bytes
     * @param length how much, in bytes
     */
    public ReadRun(BlockDevice device, long offset, long length) {
        this.device = device;
        this.offset = offset;
        this.length = length;
    }

    /**
     * Also verifies that bytes are the pattern; {@link #run} then throws {@link PatternMismatch} if not,
     * after the wrong bytes were printed and saved where that was asked for before.
     *
     * @param pattern what each byte is expected to be
     * @param skip how many bytes from the read's offset are not verified
     * @param count how many bytes are verified
     */
    public void verify(byte pattern, long skip, long count) {
        sinks.add(new PatternCheck(device.name(), pattern, offset + skip, count));
    }

    /** Also prints the bytes. */
    public void dump(PrintStream out) {
        sinks.add(new HexDump(out));
    }

    /** Also saves the bytes in a file, which is made, or emptied first. */
    public void saveTo(Path target) {
        this.file = target;
    }

    /**
     * Reads, piece by piece.
     *
     * @throws BlockException what the device or the file reports, or a byte that is not the pattern
     */
    public Transfer run() throws BlockException {
        if (file == null) {
            return readAll();
        }
        // an existing file is not emptied for a read that can't succeed
        Chunks.requireWithin(device, offset, length);
        try (FileSink sink = new FileSink(file)) {
            sinks.addFirst(sink);
            return readAll();
        }
    }

    private Transfer readAll() throws BlockException {
        long operations;
        try (BlockRequest request = device.newRequest("block:read")) {
            operations = Buffer.lend(length, memory -> readThrough(request, memory));
        }
        return new Transfer("read", device.name(), offset, length, operations, nanos);
    }

    private long readThrough(BlockRequest request, MemorySegment memory) throws BlockException {
        return Chunks.forEach(device, offset, length, Chunks.DATA_BYTES, (at, piece) -> {
            MemorySegment target = memory.asSlice(0, piece);
            long begun = System.nanoTime();
            device.read(request, at, target, IoFlags.NONE);
            nanos += System.nanoTime() - begun;
            for (ChunkSink sink : sinks) {
                sink.take(at, target);
            }
        });
    }
}
