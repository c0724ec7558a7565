// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.transfer;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;

/** The content of a file, from its start again whenever it ends, as qemu-io's {@code write -s} has it. */
final class FileSource implements ChunkSource, AutoCloseable {

    private final Path file;
    private final FileChannel channel;
    private final long size;

    /** Opens the file; a folder, a pipe or an empty file is refused. */
    FileSource(Path file) throws BlockException {
        this.file = file;
        // looked at before it is opened: opening a pipe would wait for its other end
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw FileErrors.make(BlockError.INVALID, file, "is no regular file", null);
        }
        try {
            channel = FileChannel.open(file, StandardOpenOption.READ);
        } catch (IOException e) {
            throw FileErrors.of(file, e);
        }
        try {
            size = channel.size();
        } catch (IOException e) {
            close();
            throw FileErrors.of(file, e);
        }
        if (size == 0) {
            close();
            throw FileErrors.make(BlockError.INVALID, file, "is empty", null);
        }
    }

    /** Returns the file's size in bytes. */
    long size() {
        return size;
    }

    @Override
    public void fill(long position, MemorySegment buffer) throws BlockException {
        long filled = 0;
        while (filled < buffer.byteSize()) {
            long missing = buffer.byteSize() - filled;
            if (filled < size) {
                long at = (position + filled) % size;
                filled += read(at, buffer.asSlice(filled, Math.min(missing, size - at)));
            } else {
                // the whole file is in the buffer: the rest repeats it
                long whole = filled - filled % size;
                long repeated = Math.min(missing, whole);
                MemorySegment.copy(buffer, filled - whole, buffer, filled, repeated);
                filled += repeated;
            }
        }
    }

    private int read(long at, MemorySegment target) throws BlockException {
        int count;
        try {
            count = channel.read(target.asByteBuffer(), at);
        } catch (IOException e) {
            throw FileErrors.of(file, e);
        }
        if (count < 0) {
            throw FileErrors.make(BlockError.IO, file, "became shorter while it was read", null);
        }
        return count;
    }

    @Override
    public void close() throws BlockException {
        try {
            channel.close();
        } catch (IOException e) {
            throw FileErrors.of(file, e);
        }
    }
}
