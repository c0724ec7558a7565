// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.driver.CreateContext;

/**
 * Makes a file of a size; one that exists is cut to nothing first, as qemu-img create does. The core has made
 * sure that nobody has it locked. A file that can't be finished is empty again, or gone if it was not there
 * before. Of a block device it only sees that it is large enough.
 */
final class FileCreation {

    private static final int TYPE_MASK = 0xf000;
    private static final int TYPE_BLOCK = 0x6000;

    private final CreateContext context;

    FileCreation(CreateContext context) {
        this.context = context;
    }

    void run() throws BlockException {
        String filename = context.options().required("filename");
        Path path = FileDriver.path(context.name(), filename);
        Preallocation preallocation = Preallocation.of(context.options());
        if (!Files.exists(path) || Files.isRegularFile(path)) {
            make(path, preallocation);
        } else if (isBlockDevice(path)) {
            requireLargeEnough(path, preallocation);
        } else {
            String what = Files.isDirectory(path) ? "a directory" : "neither a file nor a disk";
            throw invalid(path, "is " + what + "; name a file");
        }
    }

    private void make(Path path, Preallocation preallocation) throws BlockException {
        boolean isNew = !Files.exists(path);
        boolean done = false;
        try (NewFile file = new NewFile(context.name(), path)) {
            file.grow(preallocation, context.size());
            done = true;
        } finally {
            if (!done && isNew) {
                remove(path);
            }
        }
    }

    private static void remove(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            // Why it could not be made is the better thing to say.
        }
    }

    private static boolean isBlockDevice(Path path) {
        try {
            return ((int) Files.getAttribute(path, "unix:mode") & TYPE_MASK) == TYPE_BLOCK;
        } catch (IOException e) {
            return false;
        }
    }

    private void requireLargeEnough(Path path, Preallocation preallocation) throws BlockException {
        if (preallocation != Preallocation.OFF) {
            throw invalid(path, "is a disk, whose space is there already; leave out preallocation");
        }
        long size;
        try (FileChannel disk = FileChannel.open(path, StandardOpenOption.READ)) {
            size = disk.size();
        } catch (IOException e) {
            throw new BlockException(
                    BlockError.IO, context.name(), path + ": can't tell the disk's size: " + e.getMessage());
        }
        if (size < context.size()) {
            throw new BlockException(
                    BlockError.NO_SPACE,
                    context.name(),
                    path + ": the disk has " + size + " bytes, and " + context.size() + " are wanted");
        }
    }

    private BlockException invalid(Path path, String what) {
        return new BlockException(BlockError.INVALID, context.name(), path + ": " + what);
    }
}
