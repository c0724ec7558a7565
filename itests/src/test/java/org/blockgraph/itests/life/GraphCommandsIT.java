// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.itests.life;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.felix.service.command.CommandProcessor;
import org.blockgraph.api.BlockGraph;
import org.blockgraph.itests.harness.Await;
import org.blockgraph.itests.harness.Bundles;
import org.blockgraph.itests.harness.InAppliance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/** The shell's commands that change the graph, typed while verified I/O runs: no request fails. */
@InAppliance(fresh = true)
class GraphCommandsIT {

    private static final int THREADS = 3;
    private static final int SOME = 30;

    @Test
    void theGraphChangesUnderVerifiedLoad(BlockGraph graph, CommandProcessor processor, @TempDir Path folder)
            throws Exception {
        try (TypedShell shell = new TypedShell(processor)) {
            shell.type("block:create -f qcow2 " + folder + "/base 4M");
            shell.type("block:open -o node-name=base d0 " + folder + "/base");
            try (VerifiedLoad load = new VerifiedLoad(graph.device("d0"), THREADS)) {
                load.awaitProgress(SOME);
                throttle(shell, graph, load);
                overlays(shell, graph, load, folder);
                sizes(shell, graph, load);
                backing(shell, load);
            }
            assertEquals("closed d0", shell.type("block:close d0"));
            assertEquals("the graph is empty; block:open opens a device", shell.type("block:graph"));
        }
    }

    private static void throttle(TypedShell shell, BlockGraph graph, VerifiedLoad load) throws Exception {
        assertEquals(
                "inserted t: throttle, 4 MiB (4194304 bytes), above base",
                shell.type("block:insert base driver=throttle,iops-total=1000000,node-name=t"));
        load.awaitProgress(SOME);
        String permissions = shell.type("block:permissions base");
        assertTrue(permissions.contains("node t as file"), permissions);
        assertTrue(shell.type("block:permissions").contains("device d0"), permissions);
        shell.type("block:drain d0");
        awaitWaiting(graph);
        assertEquals("drained t; to be undrained 2 times", shell.type("block:drain t"));
        assertEquals("undrained t; to be undrained once more", shell.type("block:undrain d0"));
        assertTrue(shell.type("block:graph").endsWith("\nheld by block:drain: t"));
        long before = load.operations();
        awaitWaiting(graph);
        assertTrue(graph.node("t").drained());
        assertEquals(before, load.operations(), "requests went through a drained node");
        assertEquals("undrained t", shell.type("block:undrain t"));
        load.awaitProgress(SOME);
        assertEquals("removed t", shell.type("block:remove t"));
        load.awaitProgress(SOME);
    }

    private static void awaitWaiting(BlockGraph graph) throws Exception {
        Await.until(
                "all requests to wait at the gate",
                () -> graph.snapshot().devices().getFirst().waiting() == THREADS,
                () -> graph.snapshot().devices());
    }

    private static void overlays(TypedShell shell, BlockGraph graph, VerifiedLoad load, Path folder)
            throws Exception {
        shell.type("block:drain base");
        assertEquals(
                "inserted empty: qcow2, 4 MiB (4194304 bytes), above base",
                shell.type("block:snapshot d0 " + folder + "/empty -o node-name=empty"));
        assertTrue(graph.node("empty").drained());
        assertEquals("removed empty", shell.type("block:remove empty"));
        shell.type("block:undrain base");
        load.awaitProgress(SOME);
        assertEquals(
                "inserted top: qcow2, 4 MiB (4194304 bytes), above base",
                shell.type("block:snapshot d0 " + folder + "/top -o node-name=top,create.cluster_size=4k"));
        load.awaitProgress(SOME);
        String why = shell.refused("block:remove top");
        assertTrue(
                why.startsWith("node top holds data of its own, at offset ") && why.contains("commit"), why);
        load.awaitProgress(SOME);
    }

    private static void sizes(TypedShell shell, BlockGraph graph, VerifiedLoad load) throws Exception {
        assertEquals(
                "resized d0 from 4 MiB (4194304 bytes) to 8 MiB (8388608 bytes)",
                shell.type("block:resize d0 +4M"));
        assertEquals(8 << 20, graph.device("d0").length());
        shell.type("block:read -P 0 d0 4M 4M");
        String under = shell.refused("block:resize --shrink base 1M");
        assertTrue(under.contains("can't become smaller while node top shows"), under);
        assertEquals(4 << 20, graph.node("base").length());
        load.awaitProgress(SOME);
    }

    private static void backing(TypedShell shell, VerifiedLoad load) throws Exception {
        assertEquals(
                "reopened base: qcow2, 4 MiB (4194304 bytes), read-only", shell.type("block:reopen -r base"));
        load.awaitProgress(SOME);
        assertEquals("reopened base: qcow2, 4 MiB (4194304 bytes)", shell.type("block:reopen -w base"));
        load.awaitProgress(SOME);
        shell.type("block:add --image-opts other driver=throttle,file=base");
        assertEquals("replaced base by other", shell.type("block:replace --parent top base other"));
        load.awaitProgress(SOME);
        assertEquals("removed other", shell.type("block:remove other"));
        load.awaitProgress(SOME);
        String limits = shell.type("block:limits top");
        assertTrue(limits.contains("\nrequest_alignment: "), limits);
    }

    @Test
    void whatIsRefusedChangesNothing(CommandProcessor processor, @TempDir Path folder) throws Exception {
        try (TypedShell shell = new TypedShell(processor)) {
            shell.type("block:create -f qcow2 " + folder + "/base 4M");
            shell.type("block:open -o node-name=base,file.node-name=store d0 " + folder + "/base");
            shell.type("block:snapshot d0 " + folder + "/top -o node-name=top");
            shell.type("block:write -q d0 2M 64k");
            Files.write(folder.resolve("small"), new byte[1 << 20]);
            shell.type("block:add -f raw small " + folder + "/small");
            String before = picture(shell);
            refused(shell, "block:replace --parent top base top", "a loop: top -backing-> top");
            refused(shell, "block:insert base driver=throttle,node-name=store", "store: a node of that name");
            refused(shell, "block:add --image-opts base driver=null-co", "base: a node of that name exists");
            refused(shell, "block:open d1 --image-opts driver=raw,file=base", "uses write");
            refused(shell, "block:open -o share-rw=on d1 --image-opts driver=raw,file=base",
                    "does not share");
            refused(shell, "block:delete base", "node base is used by node top (child backing)");
            refused(shell, "block:remove top", "node top holds data of its own, at offset 2097152");
            refused(shell, "block:remove base", "neither a filter nor an overlay");
            refused(shell, "block:insert base driver=throttle --parent d0", "d0 does not stand on node base");
            refused(shell, "block:insert base driver=nothing", "no driver 'nothing' is here");
            refused(shell, "block:snapshot -n d0 " + folder + "/gone", folder + "/gone: no such file");
            refused(shell, "block:snapshot d0 " + folder + "/top", folder + "/top: the file exists");
            refused(shell, "block:add gone " + folder + "/gone", folder + "/gone: no such file");
            refused(shell, "block:reopen d0 -o colour=red", "colour");
            refused(shell, "block:resize --shrink base 1M", "can't become smaller while node top shows");
            refused(shell, "block:resize d0 1M", "with --shrink it may be");
            refused(shell, "block:replace base small", "bring them to one size");
            assertEquals(before, picture(shell));
            shell.type("block:delete small");
            shell.type("block:close d0");
        }
        assertFalse(Files.exists(folder.resolve("gone")), "a refused snapshot left an image");
    }

    /** All of the graph but the size of the overlay's file, which grows when what is dirty is flushed. */
    private static String picture(TypedShell shell) {
        return shell.type("block:graph --json")
                .replaceAll("(\"node-name\": \"top.file\",[^{}]*\"virtual-size\": )\\d+", "$1-");
    }

    private static void refused(TypedShell shell, String line, String complaint) {
        String before = picture(shell);
        String why = shell.refused(line);
        assertTrue(why.contains(complaint), line + ": " + why);
        assertEquals(before, picture(shell), line);
    }

    @Test
    void drainsEndWithTheShell(
            BundleContext context, BlockGraph graph, CommandProcessor processor, @TempDir Path folder)
            throws Exception {
        Bundle bundle = Bundles.only(context, "org.blockgraph.shell");
        try (TypedShell shell = new TypedShell(processor)) {
            shell.type("block:create -f qcow2 " + folder + "/base 4M");
            shell.type("block:open d0 " + folder + "/base");
            try (VerifiedLoad load = new VerifiedLoad(graph.device("d0"), THREADS)) {
                shell.type("block:drain d0");
                shell.type("block:drain d0.file");
                awaitWaiting(graph);
                bundle.stop();
                load.awaitProgress(SOME);
                bundle.start();
                awaitCommands(shell);
                assertFalse(shell.type("block:graph").contains("drain"));
                load.awaitProgress(SOME);
            }
            shell.type("block:close d0");
        }
    }

    private static void awaitCommands(TypedShell shell) throws Exception {
        Await.until("the shell's commands", () -> {
            try {
                return shell.type("block:graph").contains("d0");
            } catch (AssertionError e) {
                return false;
            }
        });
    }
}
