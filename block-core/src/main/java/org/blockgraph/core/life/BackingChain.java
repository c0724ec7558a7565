// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.life;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;

/**
 * The images on the way from an overlay down to the backing file that is being opened, so that a loop is
 * refused before it is followed, and so that what is wrong below names the image above. Used by one thread
 * at a time; at most as long as nodes may be below each other.
 */
final class BackingChain {

    private static final int MOST_NAMED = 8;

    /** An overlay; the key is what the system knows its file by. */
    private record Overlay(Path path, Object key) {}

    private final List<Overlay> overlays = new ArrayList<>();

    /** What is wrong has been told already, with the image above it. */
    private boolean told;

    /**
     * Goes down from an overlay.
     *
     * @param overlay its file; null where it has none
     * @param backing the file below; null where it is none
     * @throws BlockException INVALID when that is among the overlays
     */
    void enter(String node, Path overlay, Path backing) throws BlockException {
        overlays.add(new Overlay(overlay, overlay == null ? null : key(overlay)));
        Object below = backing == null ? null : key(backing);
        for (int i = 0; below != null && i < overlays.size(); i++) {
            if (below.equals(overlays.get(i).key)) {
                String loop = names(overlays.subList(i, overlays.size()), backing);
                leave();
                told = true;
                throw new BlockException(
                        BlockError.INVALID,
                        node,
                        "backing files in a loop: " + loop
                                + "; give one of them another backing file with qemu-img rebase -u");
            }
        }
    }

    void leave() {
        overlays.removeLast();
    }

    /**
     * Adds to an error from below whose backing file that is; once, for the lowest image. The name comes
     * from an image and may hold anything.
     */
    BlockException told(BlockException error) {
        Path overlay = overlays.getLast().path;
        if (told || overlay == null) {
            return error;
        }
        told = true;
        return new BlockException(
                error.error(),
                error.node(),
                error.offset(),
                ("the backing file of " + overlay + " can't be opened: " + error.getMessage())
                        .replaceAll("\\p{Cntrl}", "?"),
                error.getCause());
    }

    /** What the system knows a file by, or null; a file that is missing is for others to report. */
    private static Object key(Path path) {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        } catch (IOException e) {
            return null;
        }
    }

    private static String names(List<Overlay> loop, Path last) {
        Stream<String> named = loop.stream().limit(MOST_NAMED).map(each -> String.valueOf(each.path));
        int left = loop.size() - MOST_NAMED;
        Stream<String> more = left > 0 ? Stream.of(left + " more") : Stream.empty();
        return Stream.concat(Stream.concat(named, more), Stream.of(last.toString()))
                .collect(Collectors.joining(" -> "));
    }
}
