// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.file;

import java.nio.file.Path;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.driver.FileRequest;

/** Opens files for nodes. Any thread; no lock held. */
public final class FileStore {

    /** Opens and locks; the errors name the file and what to do. */
    KeptFile open(FileRequest request) throws BlockException {
        return open(request, lock -> lock.take(request.writable()));
    }

    /**
     * Opens a file once more, with other rights, beside a descriptor that stays open and locked until the
     * caller closes one of the two. What the new one is going to do is announced by both, and what others do
     * is looked at by the one that has locks, so that there is no moment in which others may come in.
     */
    KeptFile openBeside(KeptFile kept, FileRequest request) throws BlockException {
        boolean raise = kept.locking() && request.locking() && request.writable() && !kept.writable();
        boolean done = false;
        if (raise) {
            kept.raiseLock();
        }
        try {
            KeptFile beside = open(request, lock -> lockBeside(kept, lock, request));
            if (!beside.isSameFile(kept)) {
                beside.close();
                throw new BlockException(
                        BlockError.CORRUPT,
                        request.path() + ": another file has taken its place; put the image back, or close"
                                + " the node and open it again");
            }
            done = true;
            return beside;
        } finally {
            if (raise && !done) {
                kept.lowerLock();
            }
        }
    }

    private static void lockBeside(KeptFile kept, ImageLock lock, FileRequest request) throws BlockException {
        if (kept.locking()) {
            lock.announce(request.writable());
        } else {
            lock.take(request.writable());
        }
    }

    /** How a descriptor that has just been opened is locked. */
    @FunctionalInterface
    private interface Locking {
        void lock(ImageLock lock) throws BlockException;
    }

    private static KeptFile open(FileRequest request, Locking locking) throws BlockException {
        Path path = request.path();
        // Without O_NONBLOCK the open of a FIFO would wait for its other end.
        int flags = Posix.O_CLOEXEC | Posix.O_NONBLOCK | (request.writable() ? Posix.O_RDWR : Posix.O_RDONLY)
                | (request.direct() ? Posix.O_DIRECT : 0);
        int descriptor = Posix.open(path.toString(), flags);
        if (descriptor < 0) {
            throw refused(request, -descriptor);
        }
        boolean kept = false;
        try {
            FileStat identity = FileStat.ofDescriptor(descriptor);
            if (identity == null || !identity.isRegular() && !identity.isBlockDevice()) {
                String what = identity != null && identity.isDirectory()
                        ? "a directory"
                        : "neither a file nor a disk";
                throw new BlockException(BlockError.INVALID, path + ": is " + what + "; name an image file");
            }
            if (request.locking()) {
                locking.lock(new ImageLock(descriptor, path));
            }
            kept = true;
            return new KeptFile(request, descriptor, identity);
        } finally {
            if (!kept) {
                ImageLock.release(descriptor);
                Posix.close(descriptor);
            }
        }
    }

    private static BlockException refused(FileRequest request, int errno) {
        Path path = request.path();
        return switch (errno) {
            case Posix.ENOENT ->
                new BlockException(BlockError.NOT_FOUND, path + ": no such file; make it with create");
            case Posix.ENOTDIR ->
                new BlockException(
                        BlockError.NOT_FOUND, path + ": no such file; part of its path is no folder");
            case Posix.EACCES, Posix.EPERM ->
                new BlockException(
                        BlockError.PERMISSION,
                        path + ": permission denied" + (request.writable() ? "; try read-only" : ""));
            case Posix.EROFS ->
                new BlockException(
                        BlockError.READ_ONLY,
                        path + ": the file system is read-only; open the image read-only");
            case Posix.EISDIR ->
                new BlockException(BlockError.INVALID, path + ": is a directory; name an image file");
            case Posix.EINVAL ->
                new BlockException(
                        BlockError.NOT_SUPPORTED,
                        path + ": can't be opened that way"
                                + (request.direct() ? "; try cache.direct=off" : ""));
            case Posix.ELOOP ->
                new BlockException(
                        BlockError.INVALID,
                        path + ": its symbolic links go round in a circle; name the file itself");
            case Posix.ENAMETOOLONG ->
                new BlockException(BlockError.INVALID, path + ": the name is too long");
            case Posix.EMFILE, Posix.ENFILE ->
                new BlockException(
                        BlockError.BUSY,
                        path + ": too many files are open; close some, or raise the limit (ulimit -n)");
            case Posix.ENXIO ->
                new BlockException(BlockError.INVALID, path + ": is neither a file nor a disk");
            default ->
                new BlockException(BlockError.IO, path + ": can't be opened (error number " + errno + ")");
        };
    }
}
