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
        return switch ((int) errno) {
            case Errno.ENOSPC, Errno.EDQUOT ->
                new BlockException(
                        BlockError.NO_SPACE,
                        node,
                        offset,
                        text + "no space is left; make room and try again",
                        null);
            case Errno.EFBIG ->
                new BlockException(
                        BlockError.NO_SPACE,
                        node,
                        offset,
                        text + "the file would be larger than its file system allows",
                        null);
            case Errno.EINVAL ->
                new BlockException(
                        BlockError.INVALID, node, offset, text + "the file system refuses the range", null);
            case Errno.EIO ->
                new BlockException(
                        BlockError.IO, node, offset, text + "I/O error; look at the kernel's log", null);
            default -> new BlockException(BlockError.IO, node, offset, text + "error number " + errno, null);
        };
    }
}
