// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.driver.CreateContext;

/**
 * Makes a file of a size; one that exists is cut to nothing first, as qemu-img create does. The core has made
 * sure that nobody has it locked. {@code preallocation}: off leaves a hole, full writes zeroes.
 */
final class FileCreation {

    private static final int PIECE = 1 << 20;

    private final CreateContext context;

    FileCreation(CreateContext context) {
        this.context = context;
    }

    void run() throws BlockException {
        String filename = context.options().required("filename");
        Path path = FileDriver.path(context.name(), filename);
        String preallocation = context.options().choice("preallocation", "off", List.of("off", "full"));
        if (Files.isDirectory(path)) {
            throw new BlockException(BlockError.INVALID, filename + ": is a directory; name a file");
        }
        try (FileChannel channel = FileChannel.open(
                path,
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
            if (preallocation.equals("full")) {
                fill(channel, context.size());
            } else if (context.size() > 0) {
                channel.write(ByteBuffer.allocate(1), context.size() - 1);
                channel.truncate(context.size());
            }
            channel.force(true);
        } catch (NoSuchFileException e) {
            throw new BlockException(BlockError.NOT_FOUND, filename + ": can't be made: no such folder");
        } catch (AccessDeniedException e) {
            throw new BlockException(BlockError.PERMISSION, filename + ": permission denied");
        } catch (FileSystemException e) {
            throw new BlockException(BlockError.PERMISSION, filename + ": can't be made: " + e.getReason());
        } catch (IOException e) {
            BlockError error = Files.exists(path) ? BlockError.NO_SPACE : BlockError.IO;
            throw new BlockException(error, filename + ": can't be made: " + e.getMessage());
        }
    }

    private static void fill(FileChannel channel, long size) throws IOException {
        ByteBuffer zeroes = ByteBuffer.allocateDirect(PIECE);
        for (long at = 0; at < size; ) {
            zeroes.clear().limit((int) Math.min(PIECE, size - at));
            at += channel.write(zeroes, at);
        }
    }
}
