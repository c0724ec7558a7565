// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.transfer;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;

/** Turns what the JDK throws for a file of the user's into one line that names the file. */
final class FileErrors {

    private FileErrors() {}

    static BlockException of(Path file, IOException e) {
        return switch (e) {
            case NoSuchFileException _ -> make(BlockError.NOT_FOUND, file, "no such file or folder", e);
            case AccessDeniedException _ -> make(BlockError.PERMISSION, file, "permission denied", e);
            case ClosedByInterruptException _ -> make(BlockError.CANCELLED, file, "interrupted", e);
            case FileSystemException failed when failed.getReason() != null ->
                make(BlockError.IO, file, failed.getReason(), e);
            default -> make(BlockError.IO, file, String.valueOf(e.getMessage()), e);
        };
    }

    static BlockException make(BlockError error, Path file, String complaint, IOException cause) {
        return new BlockException(error, null, BlockException.NO_OFFSET, file + ": " + complaint, cause);
    }
}
