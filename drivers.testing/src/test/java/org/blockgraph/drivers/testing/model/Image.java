// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.testing.model;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** An image that nodes show: its file, and what is expected of it. Of the control thread. */
final class Image {

    final String format;

    /** Null for a disk that is nowhere. */
    final Path file;

    /** The expected bytes; null while nobody knows them, because requests ran when they were fixed. */
    Content content;

    /** The size in bytes. */
    long size;

    /** Whether it lies over another image. */
    final boolean overlay;

    /** Of an overlay: whether it certainly holds data of its own. */
    boolean dirty;

    Image(String format, Path file, Content content, long size, boolean overlay) {
        this.format = format;
        this.file = file;
        this.content = content;
        this.size = size;
        this.overlay = overlay;
    }

    /** The options that open it, each with the prefix. */
    Map<String, String> options(String prefix) {
        Map<String, String> options = new HashMap<>();
        options.put(prefix + "driver", format);
        if (file == null) {
            options.put(prefix + "size", Long.toString(size));
            options.put(prefix + "read-zeroes", "on");
        } else {
            options.put(prefix + "file.driver", "file");
            options.put(prefix + "file.filename", file.toString());
        }
        return options;
    }

    @Override
    public String toString() {
        return format + (file == null ? "" : " " + file.getFileName());
    }
}
