// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.testing.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** The options with which nodes are opened on top of each other, and the nodes that come of them. */
final class Plan {

    final boolean readOnly;
    final Map<String, String> options = new HashMap<>();
    final List<Picture.Item> items = new ArrayList<>();
    private final String root;
    private final boolean kept;
    private final SplittableRandom random;
    private String prefix = "";
    private String name;

    Plan(String name, boolean readOnly, boolean kept, SplittableRandom random) {
        this.root = name;
        this.name = name;
        this.readOnly = readOnly;
        this.kept = kept;
        this.random = random;
        if (readOnly) {
            options.put("read-only", "on");
        }
    }

    /** A filter, on top of what comes next. */
    Plan filter(String format) {
        String child = childOf(format);
        options.put(prefix + "driver", format);
        settings(format, random).forEach((key, value) -> options.put(prefix + key, value));
        item(format, Map.of(child, name + "." + child), null);
        prefix += child + ".";
        name += "." + child;
        return this;
    }

    /** A filter on a node that exists. */
    Plan filterOn(String format, String node) {
        options.put("driver", format);
        options.put(childOf(format), node);
        settings(format, random).forEach(options::put);
        item(format, Map.of(childOf(format), node), null);
        return this;
    }

    /** An image, with a filter between it and its file or none, over a node that exists or none. */
    Plan image(Image image, boolean filterBelow, String backing) {
        options.put(prefix + "driver", image.format);
        if (image.file == null) {
            options.putAll(image.options(prefix));
            item(image.format, Map.of(), image);
            return this;
        }
        Map<String, String> children = new LinkedHashMap<>();
        children.put("file", name + ".file");
        if (backing != null) {
            options.put(prefix + "backing", backing);
            children.put("backing", backing);
        }
        item(image.format, children, image);
        prefix += "file.";
        name += ".file";
        if (filterBelow) {
            filter("blkdebug");
        }
        options.put(prefix + "driver", "file");
        options.put(prefix + "filename", image.file.toString());
        item("file", Map.of(), image);
        return this;
    }

    private void item(String format, Map<String, String> children, Image image) {
        items.add(new Picture.Item(name, format, readOnly, kept && name.equals(root), children, image));
    }

    static String childOf(String filter) {
        return filter.equals("blkdebug") ? "image" : "file";
    }

    /** What a filter is told, so that requests are padded and split in some of them. */
    static Map<String, String> settings(String format, SplittableRandom random) {
        if (format.equals("throttle")) {
            return Map.of();
        }
        return switch (random.nextInt(4)) {
            case 0 -> Map.of("align", "512");
            case 1 -> Map.of("align", "512", "max-transfer", "4k");
            case 2 -> Map.of("max-transfer", "2k");
            default -> Map.of();
        };
    }
}
