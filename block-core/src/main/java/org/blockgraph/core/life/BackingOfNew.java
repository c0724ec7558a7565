// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.life;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockGraph;

/**
 * The image that a new one shall lie over, as the options {@code backing_file} and {@code backing_fmt} name
 * it. It is opened once before anything is made: a name that leads nowhere is found out now and not when the
 * new image is needed.
 */
final class BackingOfNew {

    private static final String FILE = "backing_file";
    private static final String FORMAT = "backing_fmt";

    private final Core core;

    BackingOfNew(Core core) {
        this.core = core;
    }

    /**
     * Returns the size that the new image shall have.
     *
     * @param image the file that is to be made, from whose folder a relative name is meant
     * @param size what the caller wants, perhaps SIZE_OF_BACKING
     */
    long size(Path image, long size, Map<String, String> given) throws BlockException {
        String backing = given.get(FILE);
        if (backing != null) {
            long length = length(image, backing, given.get(FORMAT));
            return size == BlockGraph.SIZE_OF_BACKING ? length : size;
        }
        if (size < 0) {
            String why = size == BlockGraph.SIZE_OF_BACKING
                    ? "needs a size, as it has no backing_file"
                    : "negative size " + size;
            throw new BlockException(BlockError.INVALID, image.toString(), image + ": " + why);
        }
        return size;
    }

    private long length(Path image, String backing, String format) throws BlockException {
        Map<String, String> options = new HashMap<>();
        Path folder = image.toAbsolutePath().getParent();
        boolean asItIs = folder == null || backing.startsWith("/");
        options.put("filename", asItIs ? backing : folder.resolve(backing).toString());
        if (format != null) {
            options.put("driver", format);
        }
        NodeOpener opener = new NodeOpener(core, Map.of());
        try {
            return opener.open("backing of " + image.getFileName(), options, true).length();
        } finally {
            opener.undo();
        }
    }
}
