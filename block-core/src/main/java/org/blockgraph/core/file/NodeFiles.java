// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.file;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.driver.FileHandle;
import org.blockgraph.api.driver.FileRequest;

/**
 * The files of one node. They outlive every instance of its drivers, and are closed when the node is closed
 * on purpose and nobody is inside any more. Guarded by its monitor: a driver's open and a report may meet.
 */
public final class NodeFiles implements AutoCloseable {

    /** The most files of one node. */
    public static final int MAX_FILES = 64;

    /** How long a close waits for calls that are just inside, such as reports. */
    private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final String node;
    private final FileStore store;
    private final FileUses uses;
    private final Map<Path, KeptFile> files = new LinkedHashMap<>();

    /**
     * No file yet.
     *
     * @param nothingHangs called when the last who was given up has returned, by its thread
     */
    public NodeFiles(String node, FileStore store, Runnable nothingHangs) {
        this.node = node;
        this.store = store;
        this.uses = new FileUses(nothingHangs);
    }

    /**
     * Returns the file that the node has open, or opens it. By a driver's open, one at a time, which has
     * entered.
     */
    public FileHandle open(FileRequest request) throws BlockException {
        // Not normalized: what ".." means behind a symbolic link only the kernel knows.
        Path path = request.path().toAbsolutePath();
        KeptFile kept = kept(path);
        if (kept == null) {
            requireRoom();
            // Without the monitor, for reports: the storage may not answer.
            kept = store.open(new FileRequest(path, request.writable(), request.direct(), request.locking()));
            exchange(kept);
        }
        return kept;
    }

    private synchronized void requireRoom() throws BlockException {
        if (files.size() >= MAX_FILES) {
            throw new BlockException(BlockError.BUSY, node, node + ": more than " + MAX_FILES + " files");
        }
    }

    /**
     * Counts in who may use the files, so that they are not closed before it has left.
     *
     * @throws BlockException CANCELLED when the node is closed
     */
    public FileUse enter() throws BlockException {
        FileUse use = uses.enter();
        if (use == null) {
            throw new BlockException(BlockError.CANCELLED, node, node + ": the node is closed");
        }
        return use;
    }

    /** Tells whether somebody who was given up may still use the files, or the driver's instance. */
    public boolean hangs() {
        return uses.hangs();
    }

    /**
     * Closes something when nobody is inside who may use it, and waits for that where nothing hangs; by a
     * thread that is not inside.
     */
    void whenUnused(FileUses.Closing closing) {
        uses.whenUnused(closing);
        uses.awaitOthers(System.nanoTime() + CLOSE_NANOS);
    }

    /** Returns what opens the files with other rights, beside those that are open. */
    public FileReopening reopening() {
        return new FileReopening(this, store);
    }

    /** Returns the file that is open by a path, or null. */
    synchronized KeptFile kept(Path path) {
        return files.get(path);
    }

    /** Keeps a file in the place of the one that was open by its path, which is the caller's to close. */
    synchronized void exchange(KeptFile fresh) {
        files.put(fresh.path(), fresh);
    }

    /** Returns the path of the file that was opened first, or null. */
    public synchronized Path firstPath() {
        return files.isEmpty() ? null : files.keySet().iterator().next();
    }

    /** Remembers what the files are like, when the node is parked. */
    public synchronized void remember() {
        files.values().forEach(KeptFile::remember);
    }

    /** Forgets it, when the node serves again and changes its files itself. */
    public synchronized void forget() {
        files.values().forEach(KeptFile::forget);
    }

    /** Returns what others changed since then, in a sentence, or null. */
    public synchronized String changed() {
        for (KeptFile file : files.values()) {
            String changed = file.changed();
            if (changed != null) {
                return changed;
            }
        }
        return null;
    }

    /**
     * Closes the files, and so drops their locks, once nobody is inside; nobody enters any more. It is waited
     * for unless something hangs.
     */
    @Override
    public void close() {
        uses.end(this::closeAll);
        uses.awaitOthers(System.nanoTime() + CLOSE_NANOS);
    }

    private synchronized void closeAll() {
        files.values().forEach(KeptFile::close);
        files.clear();
    }
}
