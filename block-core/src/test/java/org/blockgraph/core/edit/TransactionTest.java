// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.edit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.driver.ChildRole;
import org.blockgraph.api.driver.DriverKind;
import org.blockgraph.core.graph.Device;
import org.blockgraph.core.graph.Edge;
import org.blockgraph.core.graph.Node;
import org.blockgraph.core.perm.Permission;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Steps that all take effect, or none of them. */
@Timeout(60)
class TransactionTest {

    @Test
    void anAbortPutsPointersPermissionsOrderAndStatesBack() throws Exception {
        try (BareGraph bare = new BareGraph()) {
            Node base = bare.node("base", DriverKind.PROTOCOL, false);
            Node other = bare.node("other", DriverKind.PROTOCOL, false);
            Node one = bare.filter("one", base);
            Node two = bare.filter("two", base);
            Node three = bare.filter("three", base);
            Device device = bare.device("d", two);
            bare.change(transaction -> transaction.permissions(List.of(one, two, three)));
            String before = bare.picture();
            BlockException refused = assertThrows(BlockException.class, () -> bare.change(transaction -> {
                transaction.remove(one);
                transaction.move(two.child("file"), other);
                transaction.move(device, three);
                transaction.reopen(base, true, Map.of("a", "b"));
                transaction.add(bare.outside("new", other));
                transaction.remove(device);
                transaction.permissions(List.of(base, other));
                throw new BlockException(BlockError.IO, "told to fail");
            }));
            assertEquals("told to fail", refused.getMessage());
            assertEquals(before, bare.picture());
            assertEquals(List.of("one", "two", "three"), bare.parents(base));
        }
    }

    /** A client that asks without the lock would write to it, and be refused. */
    @Test
    void nobodyIsToldThatADeviceIsWritableUntilThatIsSure() throws Exception {
        try (BareGraph bare = new BareGraph()) {
            Node node = bare.node("node", DriverKind.PROTOCOL, true);
            Device device = bare.device("d", node, true);
            List<Boolean> told = new ArrayList<>();
            assertThrows(BlockException.class, () -> bare.change(transaction -> {
                transaction.reopen(node, false, Map.of());
                told.add(device.readOnly());
                throw new BlockException(BlockError.IO, "told to fail");
            }));
            bare.change(transaction -> {
                transaction.reopen(node, false, Map.of());
                told.add(device.readOnly());
            });
            told.add(device.readOnly());
            assertEquals(List.of(true, true, false), told);
        }
    }

    @Test
    void edgesThatWereExchangedComeBackInTheirPlaces() throws Exception {
        try (BareGraph bare = new BareGraph()) {
            Node base = bare.node("base", DriverKind.PROTOCOL, false);
            Node other = bare.node("other", DriverKind.PROTOCOL, false);
            Node one = bare.filter("one", base);
            Node two = bare.filter("two", base);
            bare.filter("three", base);
            bare.change(transaction -> transaction.permissions(List.of(one, two)));
            String before = bare.picture();
            Edge old = two.child("file");
            Edge fresh = new Edge(two, "file", old.roles(), other);
            Edge added = new Edge(two, "backing", Set.of(ChildRole.COW), other);
            assertThrows(BlockException.class, () -> bare.change(transaction -> {
                transaction.exchange(two, null, added);
                transaction.exchange(two, old, fresh);
                transaction.exchange(one, one.child("file"), null);
                transaction.permissions(List.of(one, two));
                throw new BlockException(BlockError.IO, "told to fail");
            }));
            assertEquals(before, bare.picture());
            assertEquals(List.of("one", "two", "three"), bare.parents(base));
            bare.change(transaction -> {
                transaction.exchange(two, null, added);
                transaction.exchange(two, old, fresh);
            });
            assertEquals(List.of(fresh, added), List.copyOf(two.children()), "the place of the old one");
            assertEquals(List.of("one", "three"), bare.parents(base));
            assertEquals(List.of("two", "two"), bare.parents(other));
            fresh.freeze("a job");
            assertThrows(BlockException.class, () -> bare.change(transaction ->
                    transaction.exchange(two, fresh, old)));
            fresh.thaw("a job");
            Edge loop = new Edge(two, "backing", Set.of(ChildRole.COW), two);
            assertThrows(BlockException.class, () -> bare.change(transaction ->
                    transaction.exchange(two, added, loop)));
            assertEquals(List.of("two", "two"), bare.parents(other));
        }
    }

    @Test
    void whatIsDoneStays() throws Exception {
        try (BareGraph bare = new BareGraph()) {
            Node base = bare.node("base", DriverKind.PROTOCOL, false);
            Device device = bare.device("d", base);
            Node filter = bare.outside("filter", base);
            bare.change(transaction -> {
                transaction.add(filter);
                transaction.move(device, filter);
                transaction.permissions(List.of(filter));
            });
            assertSame(filter, device.root());
            assertEquals(List.of("filter"), bare.parents(base));
            assertTrue(filter.child("file").access().uses(Permission.WRITE));
        }
    }

    @Test
    void aLoopIsRefusedAndTheWayNamed() throws Exception {
        try (BareGraph bare = new BareGraph()) {
            Node base = bare.node("base", DriverKind.PROTOCOL, false);
            Node lower = bare.filter("lower", base);
            Node upper = bare.filter("upper", lower);
            BlockException refused = assertThrows(
                    BlockException.class,
                    () -> bare.change(transaction -> transaction.move(lower.child("file"), upper)));
            assertEquals(BlockError.INVALID, refused.error());
            assertEquals(
                    "a loop: lower -file-> upper -file-> lower; a node can't be below itself",
                    refused.getMessage());
            BlockException itself = assertThrows(
                    BlockException.class,
                    () -> bare.change(transaction -> transaction.move(lower.child("file"), lower)));
            assertEquals("a loop: lower -file-> lower; a node can't be below itself", itself.getMessage());
        }
    }

    @Test
    void aFrozenEdgeStays() throws Exception {
        try (BareGraph bare = new BareGraph()) {
            Node base = bare.node("base", DriverKind.PROTOCOL, false);
            Node other = bare.node("other", DriverKind.PROTOCOL, false);
            Edge edge = bare.filter("filter", base).child("file");
            bare.decide(() -> edge.freeze("the job j0"));
            BlockException refused = assertThrows(
                    BlockException.class, () -> bare.change(transaction -> transaction.move(edge, other)));
            assertEquals(BlockError.BUSY, refused.error());
            assertEquals(
                    "the edge from filter by file to base is kept by the job j0; wait for its end, or"
                            + " cancel it",
                    refused.getMessage());
            assertEquals(refused.getMessage(), assertThrows(BlockException.class, () -> bare.change(
                    transaction -> transaction.remove(edge.parent()))).getMessage());
            bare.decide(() -> edge.thaw("the job j0"));
            bare.change(transaction -> transaction.move(edge, other));
            assertSame(other, edge.node());
            bare.change(transaction -> transaction.remove(edge.parent()));
        }
    }

    @Test
    void aNodeInUseIsNotTakenOut() throws Exception {
        try (BareGraph bare = new BareGraph()) {
            Node base = bare.node("base", DriverKind.PROTOCOL, false);
            bare.filter("filter", base);
            bare.device("d", base);
            BlockException refused = assertThrows(
                    BlockException.class, () -> bare.change(transaction -> transaction.remove(base)));
            assertEquals(BlockError.BUSY, refused.error());
            assertEquals(
                    "node base is used by node filter (child file), device d; let go of it there first",
                    refused.getMessage());
        }
    }

    @Test
    void aConflictNamesTheNodeThePermissionAndBothUsers() throws Exception {
        try (BareGraph bare = new BareGraph()) {
            Node base = bare.node("base", DriverKind.PROTOCOL, false);
            Node filter = bare.filter("filter", base);
            bare.device("reader", filter, true);
            bare.device("writer", base);
            BlockException refused = assertThrows(
                    BlockException.class,
                    () -> bare.change(transaction -> transaction.permissions(List.of(filter, base))));
            assertEquals(BlockError.PERMISSION, refused.error());
            assertTrue(
                    refused.getMessage()
                            .startsWith("node base: device writer uses write, and node filter (child file)"
                                    + " does not share it"),
                    refused.getMessage());
            assertEquals(Permission.NONE, filter.child("file").access().uses());
        }
    }

    @Test
    void aReadOnlyNodeIsNotWrittenTo() throws Exception {
        try (BareGraph bare = new BareGraph()) {
            Node base = bare.node("base", DriverKind.PROTOCOL, true);
            Node filter = bare.filter("filter", base);
            bare.device("writer", filter);
            BlockException refused = assertThrows(
                    BlockException.class,
                    () -> bare.change(transaction -> transaction.permissions(List.of(filter))));
            assertTrue(
                    refused.getMessage()
                            .startsWith("node base: node filter (child file) uses write, and the node is"
                                    + " read-only"),
                    refused.getMessage());
        }
    }

    @Test
    void permissionsGoDownADiamondInOrder() throws Exception {
        try (BareGraph bare = new BareGraph()) {
            Node base = bare.node("base", DriverKind.PROTOCOL, false);
            Node middle = bare.filter("middle", base);
            Node left = bare.filter("left", middle);
            Node right = bare.filter("right", middle);
            bare.device("d", left, true);
            bare.change(transaction -> transaction.permissions(List.of(base, middle, left, right)));
            assertEquals(
                    "consistent-read", Permission.text(middle.child("file").access().uses()));
            assertEquals(Permission.NONE, right.child("file").access().uses());
            bare.device("e", right, true);
            bare.change(transaction -> transaction.permissions(List.of(right)));
            assertEquals(
                    "consistent-read", Permission.text(right.child("file").access().uses()));
            assertNull(middle.child("file").access().against(left.child("file").access()));
        }
    }
}
