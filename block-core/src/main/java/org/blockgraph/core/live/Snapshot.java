// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.live;

import java.util.HashMap;
import java.util.Map;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.GraphEditor;
import org.blockgraph.core.change.Change;
import org.blockgraph.core.change.ChangeScope;
import org.blockgraph.core.graph.Device;
import org.blockgraph.core.graph.Node;
import org.blockgraph.core.life.Core;
import org.blockgraph.core.life.ImageName;
import org.blockgraph.core.life.OverlayImage;

/** Makes an overlay's image, or takes one that exists, and inserts it above a node, in one change. */
final class Snapshot {

    private static final String FORMAT = "qcow2";

    private final Core core;
    private final Lookup lookup;
    private final Device device;
    private final Node below;
    private final String format;
    private final boolean existing;
    private final OverlayImage image;
    private final Map<String, String> creation = new HashMap<>();
    private final Insertion insertion;

    /**
     * A snapshot that is to be taken.
     *
     * @param device whose root node it goes on; null where a node was named
     */
    Snapshot(
            Core core, Device device, Node below, String filename, String format, Map<String, String> given)
            throws BlockException {
        this.device = device;
        this.core = core;
        this.lookup = new Lookup(core.graph());
        this.below = below;
        this.format = format == null ? FORMAT : format;
        this.image = new OverlayImage(core, filename);
        Map<String, String> options = new HashMap<>(given);
        String mode = options.getOrDefault(GraphEditor.MODE, GraphEditor.ABSOLUTE_PATHS);
        this.existing = mode.equals(GraphEditor.EXISTING);
        options.remove(GraphEditor.MODE);
        if (!existing && !mode.equals(GraphEditor.ABSOLUTE_PATHS)) {
            throw invalid("the option '" + GraphEditor.MODE + "' is '" + mode + "', not "
                    + GraphEditor.EXISTING + " or " + GraphEditor.ABSOLUTE_PATHS);
        }
        for (String key : given.keySet()) {
            if (key.startsWith(GraphEditor.CREATE)) {
                creation.put(key.substring(GraphEditor.CREATE.length()), options.remove(key));
            }
        }
        if (existing && !creation.isEmpty()) {
            throw invalid("options for making an image, " + GraphEditor.CREATE + "*, go with "
                    + GraphEditor.MODE + "=" + GraphEditor.ABSOLUTE_PATHS + " only");
        }
        image.options(this.format).forEach(options::putIfAbsent);
        this.insertion = Insertion.ofOverlay(core, below, options);
    }

    private BlockException invalid(String what) {
        return new BlockException(
                BlockError.INVALID, below.name(), "a snapshot of node " + below.name() + ": " + what);
    }

    Change<String> change() {
        return new Change<>("snapshot of " + below.name(), insertion::claims, this::execute);
    }

    /** The device is still where it was when the snapshot was asked for: else it would go below its node. */
    private void requireStillRoot() throws BlockException {
        Node root = device == null ? below : core.graph().decide(device::root);
        if (root != below) {
            throw new BlockException(
                    BlockError.BUSY,
                    device.name(),
                    device.name() + " has come to stand on node " + root.name() + " meanwhile, instead of "
                            + below.name() + "; take the snapshot again");
        }
    }

    private String execute(ChangeScope scope) throws BlockException {
        requireStillRoot();
        lookup.requireServing(scope, below);
        boolean done = false;
        try {
            if (!existing) {
                ImageName name = core.graph().decide(() -> ImageName.of(below));
                image.make(format, below.length(), name, creation);
            }
            String overlay = insertion.execute(scope);
            done = true;
            return overlay;
        } finally {
            if (!done) {
                image.delete();
            }
        }
    }
}
