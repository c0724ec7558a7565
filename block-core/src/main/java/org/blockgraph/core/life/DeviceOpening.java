// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.life;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockEvent;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockGraph;
import org.blockgraph.core.change.Change;
import org.blockgraph.core.change.ChangeScope;
import org.blockgraph.core.edit.Transaction;
import org.blockgraph.core.graph.Device;
import org.blockgraph.core.graph.DeviceBirth;
import org.blockgraph.core.graph.DeviceSurroundings;
import org.blockgraph.core.graph.Node;
import org.blockgraph.core.options.OptionMap;

/** Opens a device: the tree below it first, seen by nobody; then one commit puts all of it into the graph. */
final class DeviceOpening {

    private final Core core;
    private final DeviceSurroundings around;
    private final String name;
    private final Map<String, String> options;
    private final Duration parkTimeout;
    private final boolean shareWrites;
    private final References references;

    DeviceOpening(Core core, DeviceSurroundings around, String name, Map<String, String> given)
            throws BlockException {
        this.core = core;
        this.around = around;
        this.name = name;
        this.options = new HashMap<>(given);
        this.parkTimeout = parkTimeout(options.remove(BlockGraph.PARK_TIMEOUT));
        this.shareWrites = new OptionMap(name, given).flag(BlockGraph.SHARE_RW, false);
        this.options.remove(BlockGraph.SHARE_RW);
        this.references = new References(core.graph(), options);
        if (!name.matches("[A-Za-z][A-Za-z0-9._-]{0,63}")) {
            throw new BlockException(
                    BlockError.INVALID,
                    name,
                    "'" + name
                            + "' is no name for a device: a letter, then up to 63 letters, digits,"
                            + " '.', '_', '-'");
        }
    }

    private Duration parkTimeout(String text) throws BlockException {
        if (text == null) {
            return core.patience().park();
        }
        if (text.equals("forever")) {
            return null;
        }
        try {
            long seconds = Long.parseLong(text);
            if (seconds >= 0 && seconds <= Duration.ofDays(365).toSeconds()) {
                return Duration.ofSeconds(seconds);
            }
        } catch (NumberFormatException e) {
            // Said below, together with numbers that are out of range.
        }
        throw new BlockException(
                BlockError.INVALID,
                name,
                "the option '" + BlockGraph.PARK_TIMEOUT + "' is '" + text
                        + "', neither seconds nor 'forever'");
    }

    Change<Device> change() {
        return new Change<>("open " + name, references::toClaim, this::execute);
    }

    private Device execute(ChangeScope scope) throws BlockException {
        core.graph().decideRun(() -> core.graph().reserve(List.of(name), true));
        NodeOpener opener = new NodeOpener(core, references.claimedBy(scope));
        boolean done = false;
        try {
            Node root = opener.open(name, options, false);
            Device device = new Device(new DeviceBirth(name, shareWrites, parkTimeout), root, around);
            commit(scope, opener, device);
            done = true;
            scope.event(BlockEvent.Kind.DEVICE_OPENED, name, root.name() + ", " + root.format());
            return device;
        } finally {
            if (!done) {
                opener.undo();
            }
            core.graph().decideRun(() -> core.graph().unreserve(List.of(name), true));
        }
    }

    private void commit(ChangeScope scope, NodeOpener opener, Device device) throws BlockException {
        boolean done = false;
        try {
            Transaction.run(scope, core.graph(), transaction -> {
                opener.requireStillGood();
                opener.enter(transaction);
                transaction.add(device);
                transaction.permissions(List.of(device.root()));
            });
            done = true;
        } finally {
            if (!done) {
                device.tokens().close();
            }
        }
    }
}
