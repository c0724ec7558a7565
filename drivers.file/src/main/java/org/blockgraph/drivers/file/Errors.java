// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.file;

import java.nio.file.Path;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;

/** Turns error numbers of Linux into errors that name the file and the remedy. */
final class Errors {

    private Errors() {}

    static BlockException of(String node, Path path, String action, long offset, long errno) {
        String where = offset < 0 ? "" : " at offset " + offset;
        String text = path + ": can't " + action + " the file" + where + ": ";
        BlockError error = error((int) errno);
        return new BlockException(error, node, offset, text + reason((int) errno), null);
    }

    private static BlockError error(int errno) {
        return switch (errno) {
            case Errno.ENOSPC, Errno.EDQUOT, Errno.EFBIG -> BlockError.NO_SPACE;
            case Errno.EINVAL, Errno.EISDIR, Errno.ELOOP, Errno.ENAMETOOLONG -> BlockError.INVALID;
            case Errno.ENOENT, Errno.ENOTDIR -> BlockError.NOT_FOUND;
            case Errno.EACCES, Errno.EPERM -> BlockError.PERMISSION;
            case Errno.EROFS, Errno.EBADF -> BlockError.READ_ONLY;
            default -> BlockError.IO;
        };
    }

    private static String reason(int errno) {
        return switch (errno) {
            case Errno.ENOSPC -> "no space is left; make room and try again";
            case Errno.EDQUOT -> "the owner's quota is used up; make room and try again";
            case Errno.EFBIG -> "it would be larger than its file system or the process's limit allows";
            case Errno.EINVAL -> "the file system refuses the range";
            case Errno.EISDIR -> "it is a directory; name a file";
            case Errno.ELOOP -> "its symbolic links go round in a circle; name the file itself";
            case Errno.ENAMETOOLONG -> "the name is too long";
            case Errno.ENOENT, Errno.ENOTDIR -> "no such folder";
            case Errno.EACCES -> "permission denied";
            case Errno.EPERM -> "not permitted; it may be immutable or sealed";
            case Errno.EROFS -> "the file system is read-only";
            case Errno.EBADF -> "it is not open for that; open it with read-only=off to write";
            case Errno.EIO -> "I/O error; look at the kernel's log";
            case Errno.ENXIO, Errno.ENODEV -> "the device is gone; bring it back and open the image again";
            case Errno.ESTALE -> "the file server does not know it any more; open the image again";
            default -> "error number " + errno;
        };
    }
}
