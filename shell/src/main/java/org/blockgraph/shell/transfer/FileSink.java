// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.transfer;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.blockgraph.api.BlockException;

/** Saves bytes in a file, which is made, or emptied first. */
final class FileSink implements ChunkSink, AutoCloseable {

    private final Path file;
    private final FileChannel channel;

    FileSink(Path file) throws BlockException {
        this.file = file;
        try {
            channel = FileChannel.open(
                    file,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING);
        } catch (IOException e) {
            throw FileErrors.of(file, e);
        }
    }

    @Override
    public void take(long offset, MemorySegment data) throws BlockException {
        ByteBuffer bytes = data.asByteBuffer();
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw FileErrors.of(file, e);
        }
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
