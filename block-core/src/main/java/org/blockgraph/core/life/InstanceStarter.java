// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.life;

import java.time.Instant;
import java.util.List;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockEvent;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.Limits;
import org.blockgraph.api.driver.DriverInstance;
import org.blockgraph.core.driver.DriverEntry;
import org.blockgraph.core.graph.Node;
import org.blockgraph.core.graph.Node.ServedBy;
import org.blockgraph.core.graph.RequestToken;
import org.blockgraph.core.options.OptionMap;
import org.blockgraph.core.perm.RoleRule;

/** Calls a driver's open for a node and checks what comes back. */
final class InstanceStarter {

    private final Core core;

    InstanceStarter(Core core) {
        this.core = core;
    }

    /** Opens for a node that existed before. */
    ServedBy resume(Node node, DriverEntry entry, long deadlineNanos) throws BlockException {
        return start(node, entry, null, deadlineNanos);
    }

    /**
     * Opens. The instance is ACTIVE and nobody sees it yet.
     *
     * @param source opens children; null for a node that existed before
     */
    ServedBy start(Node node, DriverEntry entry, NodeOpenContext.ChildSource source, long deadlineNanos)
            throws BlockException {
        OptionMap options = new OptionMap(node.name(), node.options());
        LentTasks tasks =
                new LentTasks(node.name(), core.graph(), core.threads(), new NodeVoice(node.name()));
        RequestToken token = core.graph().controlToken("open " + node.name());
        boolean opened = false;
        try {
            NodeOpenContext context = new NodeOpenContext(node, options, token, tasks, source);
            DriverInstance instance = core.calls()
                    .opening(entry, "open " + node.name(), deadlineNanos, token::abandon, () -> entry.driver()
                            .open(context));
            ServedBy served = check(node, entry, instance, tasks, options);
            opened = true;
            return served;
        } finally {
            if (!opened) {
                tasks.end(deadlineNanos);
            }
            closeQuietly(token);
        }
    }

    private ServedBy check(
            Node node, DriverEntry entry, DriverInstance instance, LentTasks tasks, OptionMap options)
            throws BlockException {
        if (instance == null) {
            throw fault(node, entry, "open returned nothing");
        }
        try {
            // The core's own options of a node count as asked for.
            List.of("driver", "node-name", "read-only").forEach(options::text);
            options.requireAllAsked();
            String complaint = RoleRule.complaint(entry.identity().kind(), node.roles());
            if (complaint != null) {
                throw fault(node, entry, "it " + complaint);
            }
            Limits limits = instance.limits();
            long length = instance.length();
            if (limits == null || length < 0) {
                throw fault(node, entry, "limits " + limits + ", length " + length);
            }
            node.rememberLength(length);
            return new ServedBy(entry, instance, limits, tasks);
        } catch (BlockException | RuntimeException e) {
            closeInstance(new ServedBy(entry, instance, Limits.BYTES, tasks));
            throw e instanceof BlockException known ? known : fault(node, entry, e.toString());
        }
    }

    /** Closes an instance without I/O; what it throws is only logged. */
    void closeInstance(ServedBy served) {
        try {
            core.calls()
                    .serving(served.driver(), "close", core.patience().callDeadline(), () -> { }, () -> {
                        served.instance().close();
                        return null;
                    });
        } catch (BlockException e) {
            core.log().accept("close of " + served.driver() + " failed: " + e.getMessage());
        }
    }

    /** Ends an instance that nobody uses. */
    void discard(ServedBy served) {
        closeInstance(served);
        served.tasks().end(core.patience().callDeadline());
    }

    /** A token whose call hangs is closed by nobody: its thread still has it. */
    static void closeQuietly(RequestToken token) {
        if (!token.abandoned()) {
            token.close();
        }
    }

    private static BlockException fault(Node node, DriverEntry entry, String how) {
        return new BlockException(
                BlockError.DRIVER_FAULT, node.name(), node.name() + ": the driver " + entry + ": " + how);
    }

    /** Carries what a driver says to the log and to listeners. */
    private final class NodeVoice implements LentTasks.Voice {
        private final String node;

        NodeVoice(String node) {
            this.node = node;
        }

        @Override
        public void report(String sentence) {
            core.log().accept(String.valueOf(sentence));
        }

        @Override
        public void corrupted(String sentence) {
            core.events()
                    .post(List.of(new BlockEvent(
                            BlockEvent.Kind.IMAGE_CORRUPTED, node, String.valueOf(sentence), Instant.now())));
        }
    }
}
