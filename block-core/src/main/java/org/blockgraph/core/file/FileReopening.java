// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.file;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.driver.FileHandle;
import org.blockgraph.api.driver.FileRequest;

/**
 * Files of a node that are opened once more with other rights: both descriptors are open, and locked against
 * other processes, until it is known which of them is kept. Used by the change that has claimed the node, on
 * one thread at a time.
 */
public final class FileReopening implements AutoCloseable {

    /** A file that is open twice. */
    private record Twice(KeptFile kept, KeptFile fresh) {
        /** Goes back to the one that was open before. */
        void takeBack() {
            fresh.close();
            if (kept.locking() && !kept.writable()) {
                kept.lowerLock();
            }
        }
    }

    private final NodeFiles files;
    private final FileStore store;

    /** Guarded by the monitor: a driver that was given up may open another one late. */
    private final List<Twice> all = new ArrayList<>();

    private boolean committed;
    private boolean over;

    FileReopening(NodeFiles files, FileStore store) {
        this.files = files;
        this.store = store;
    }

    /**
     * Returns the file that the node has open where it is as it is wanted, or opens it once more.
     *
     * @throws BlockException as {@link NodeFiles#open} does, CORRUPT for another file in its place, and
     *     NOT_SUPPORTED for a path that the node does not have open
     */
    public FileHandle open(FileRequest wanted) throws BlockException {
        Path path = wanted.path().toAbsolutePath();
        KeptFile kept = files.kept(path);
        if (kept == null) {
            throw new BlockException(
                    BlockError.NOT_SUPPORTED,
                    path + ": a reopen can't change to another file; open a new node on it");
        }
        FileRequest request =
                new FileRequest(path, wanted.writable(), wanted.direct(), wanted.locking());
        if (request.equals(kept.request())) {
            return kept;
        }
        KeptFile fresh = store.openBeside(kept, request);
        Twice twice = new Twice(kept, fresh);
        synchronized (this) {
            if (!over) {
                all.add(twice);
                return fresh;
            }
        }
        twice.takeBack();
        throw new BlockException(BlockError.CANCELLED, path + ": the reopen was given up");
    }

    /** Lets the node keep those that were opened; under the write lock: no I/O. */
    public synchronized void commit() {
        committed = true;
        all.forEach(each -> files.exchange(each.fresh));
    }

    /**
     * Closes those that are not kept, once nobody is inside who may use them: what they alone have locked is
     * free then.
     */
    @Override
    public void close() {
        List<Twice> ending;
        synchronized (this) {
            over = true;
            ending = List.copyOf(all);
            all.clear();
        }
        for (Twice each : ending) {
            files.whenUnused(committed ? each.kept::close : each::takeBack);
        }
    }
}
