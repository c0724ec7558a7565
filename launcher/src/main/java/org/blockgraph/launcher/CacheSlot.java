// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.launcher;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The folder that a framework keeps its state in, for one process at a time. Appliances that run side by side
 * from one installation take slots of their own; the operating system frees a slot whose process was killed,
 * so that the folders do not pile up.
 */
final class CacheSlot implements AutoCloseable {

    /** How many appliances can run from one installation at the same time without {@code --cache}. */
    static final int MAX_SLOTS = 64;

    private final Path folder;

    /** Keeps the lock; closed with the slot. */
    private final FileChannel channel;

    private CacheSlot(Path folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    /** Takes the first free slot below a folder. */
    static CacheSlot takeFree(Path parent) throws StartException {
        for (int slot = 0; slot < MAX_SLOTS; slot++) {
            CacheSlot taken = tryTake(parent.resolve(Integer.toString(slot)));
            if (taken != null) {
                return taken;
            }
        }
        throw new StartException("all " + MAX_SLOTS + " folders below " + parent
                + " are in use by running appliances: give one of your own with --cache DIR");
    }

    /** Takes one folder and no other. */
    static CacheSlot take(Path folder) throws StartException {
        CacheSlot taken = tryTake(folder);
        if (taken == null) {
            throw new StartException("another appliance runs with the cache " + folder
                    + ": stop it or give another folder with --cache DIR");
        }
        return taken;
    }

    private static CacheSlot tryTake(Path folder) throws StartException {
        Path mark = folder.resolve("in-use");
        FileChannel channel = null;
        try {
            Files.createDirectories(folder);
            channel = FileChannel.open(mark, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = tryLock(channel);
            if (lock != null) {
                return new CacheSlot(folder, channel);
            }
            channel.close();
            return null;
        } catch (IOException e) {
            closeQuietly(channel);
            throw new StartException("can't write to the cache " + folder + " (" + e
                    + "): give a folder that is writable with --cache DIR", e);
        }
    }

    /** The lock, or null if another process or another slot of this one has it. */
    private static FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static void closeQuietly(FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            // What went wrong first is reported; nothing was written here.
        }
    }

    /** Where the framework's storage goes; the framework cleans it at its first start. */
    Path storage() {
        return folder.resolve("framework");
    }

    @Override
    public void close() {
        closeQuietly(channel);
    }
}
