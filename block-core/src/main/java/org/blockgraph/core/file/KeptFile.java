// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.file;

import java.nio.file.Path;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.driver.FileHandle;
import org.blockgraph.api.driver.FileRequest;

/**
 * An open file, owned by the core and kept by one node. Opened and closed by the change that opens and closes
 * the node; read by any thread in between.
 */
final class KeptFile implements FileHandle {

    private final FileRequest request;
    private final int descriptor;
    private final FileStat identity;

    /** What the file was like when its node was parked; by the change that has claimed the node. */
    private FileStat parked;

    private boolean closed;

    /** What was asked for is open. */
    KeptFile(FileRequest request, int descriptor, FileStat identity) {
        this.request = request;
        this.descriptor = descriptor;
        this.identity = identity;
    }

    /** Returns what was asked for. */
    FileRequest request() {
        return request;
    }

    @Override
    public int descriptor() {
        return descriptor;
    }

    @Override
    public Path path() {
        return request.path();
    }

    @Override
    public boolean writable() {
        return request.writable();
    }

    @Override
    public boolean direct() {
        return request.direct();
    }

    boolean locking() {
        return request.locking();
    }

    boolean isSameFile(KeptFile other) {
        return identity.isSameFile(other.identity);
    }

    /** Announces writes by this reader's descriptor as well, where nobody else minds. */
    void raiseLock() throws BlockException {
        new ImageLock(descriptor, path()).raise();
    }

    /** Takes that back. */
    void lowerLock() {
        new ImageLock(descriptor, path()).lower();
    }

    @Override
    public boolean blockDevice() {
        return identity.isBlockDevice();
    }

    @Override
    public long device() {
        return identity.device();
    }

    @Override
    public long inode() {
        return identity.inode();
    }

    /** Remembers what the file is like, so that a change by others while nobody watches is seen. */
    void remember() {
        parked = FileStat.ofDescriptor(descriptor);
    }

    /** Forgets it: from now on the node itself may change the file. */
    void forget() {
        parked = null;
    }

    /** Returns what is different from when it was remembered, in a sentence, or null. */
    String changed() {
        Path path = path();
        FileStat named = FileStat.ofPath(path.toString());
        if (named == null) {
            return path + ": the file has vanished; the open one is still kept";
        }
        if (!named.isSameFile(identity)) {
            return path + ": another file has taken its place";
        }
        FileStat now = FileStat.ofDescriptor(descriptor);
        if (parked == null || now == null || now.isBlockDevice()) {
            return null;
        }
        if (now.size() != parked.size()) {
            return path + ": its size changed from " + parked.size() + " to " + now.size()
                    + " bytes while it was parked";
        }
        boolean sameTime = now.modifiedSeconds() == parked.modifiedSeconds()
                && now.modifiedNanos() == parked.modifiedNanos();
        return sameTime ? null : path + ": it was written to while it was parked";
    }

    /** Closes the descriptor, and with it drops the image lock. Idempotent. */
    void close() {
        if (!closed) {
            closed = true;
            ImageLock.release(descriptor);
            Posix.close(descriptor);
        }
    }
}
