// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.life;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;

/**
 * A new image that is to lie over one that is open, and so can't be opened once more to look at it. Used by
 * one change. No lock held.
 */
public final class OverlayImage {

    private final Core core;
    private final String filename;

    /** The file that was made here; null before, and for what is no file. */
    private Path made;

    /** Nothing is made yet. */
    public OverlayImage(Core core, String filename) {
        this.core = core;
        this.filename = filename;
    }

    /** Returns the options of a node that stand for the image, however relative its name is. */
    public Map<String, String> options(String format) throws BlockException {
        String protocol = Shorthand.protocol(filename);
        boolean file = protocol.equals("file");
        String name = file ? ImageCreation.path(filename).toAbsolutePath().toString() : filename;
        return Map.of("driver", format, "file.driver", protocol, "file.filename", name);
    }

    /**
     * Makes it.
     *
     * @param size in bytes
     * @param given the format's options, and what it lies over
     * @throws BlockException EXISTS for a file that exists, which is left alone
     */
    public void make(String format, long size, ImageName below, Map<String, String> given)
            throws BlockException {
        Map<String, String> options = new HashMap<>(given);
        options.put("backing_file", below.filename());
        options.put("backing_fmt", below.format());
        if (Shorthand.protocol(filename).equals("file")) {
            made = makeFile(ImageCreation.path(filename));
        }
        new ImageCreation(core).createIn(format, filename, size, options);
    }

    /** Makes an empty file, so that it is sure whose it is. */
    private static Path makeFile(Path path) throws BlockException {
        try {
            return Files.createFile(path);
        } catch (FileAlreadyExistsException e) {
            throw new BlockException(
                    BlockError.EXISTS,
                    path + ": the file exists; choose another name, or mode=existing to use it as it is");
        } catch (NoSuchFileException e) {
            throw new BlockException(
                    BlockError.NOT_FOUND, path + ": there is no such folder; make it first");
        } catch (IOException e) {
            throw new BlockException(BlockError.IO, path + ": can't be made: " + e.getMessage());
        }
    }

    /** Deletes the file that was made here, if any. */
    public void delete() {
        if (made == null) {
            return;
        }
        try {
            Files.deleteIfExists(made);
        } catch (IOException e) {
            core.log().accept("the unused file " + made + " could not be deleted: " + e.getMessage());
        }
        made = null;
    }
}
