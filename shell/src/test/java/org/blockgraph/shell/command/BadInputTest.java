// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.blockgraph.api.BlockException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Everything that a user can type wrongly is answered by one line that names the argument. */
class BadInputTest {

    @TempDir
    private Path folder;

    private final FakeGraph graph = new FakeGraph();
    private GogoShell shell;

    @BeforeEach
    void start() throws Exception {
        shell = new GogoShell(folder);
        shell.layer.bindGraph(graph);
        shell.run("block:open d0 x");
        shell.run("block:open -r ro x");
        graph.asked.clear();
    }

    @AfterEach
    void stop() {
        shell.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            value = {
                "drivers x => block:drivers: x: one word too many; USAGE",
                "drivers --output yaml => block:drivers: --output: 'yaml' is neither human nor json",
                "graph -x => block:graph: -x: no such option; USAGE",
                "info => block:info: NODE: missing; USAGE",
                "info d9 => d9: no such device",
                "info '' => block:info: NODE: is empty",
                "why => block:why: NODE: missing; USAGE",
                "why d9 => d9: no such device",
                "check => block:check: NODE: missing; USAGE",
                "revive => block:revive: NODE: missing; USAGE",
                "revive d9 => d9: no such device",
                "flush => block:flush: DEVICE: missing; USAGE",
                "flush d9 => d9: no such device",
                "close => block:close: DEVICE: missing; USAGE",
                "close d0 d1 => block:close: d1: one word too many; USAGE",
                "close d9 => d9: no such device",
                "replace-driver => block:replace-driver: URL: missing; USAGE",
                "create x => block:create: SIZE: missing; USAGE",
                "create x 1Z => block:create: SIZE: '1Z' is NO_SIZE",
                "create x 1M -o size=1M => block:create: SIZE: given twice, here and as -o size=1M",
                "create x -o size=-1 => block:create: -o size: '-1' is negative",
                "create x 1M -o a => block:create: -o: 'a' is not of the form NAME=VALUE",
                "create x -f => block:create: -f: needs a value, FMT",
                "open d1 => block:open: IMAGE: missing; USAGE",
                "open '' x => block:open: NAME: is empty",
                "open d1 '' => block:open: IMAGE: is empty",
                "open d0 x => d0: the name is taken; choose another",
                "open d1 -f raw --image-opts driver=raw => block:open: -f: does not go with --image-opts;"
                        + " give driver=FMT there",
                "open d1 --image-opts a.img => block:open: IMAGE: 'a.img' is not of the form NAME=VALUE",
                "open d1 x -f raw -o driver=qcow2 => block:open: -o: driver=qcow2 contradicts driver=raw",
                "open d1 x -r -o read-only=off => block:open: -o: read-only=off contradicts read-only=on",
                "open d1 x -o a=1,a=2 => block:open: -o: a is given twice",
            })
    void graphCommandsNameTheArgument(String line, String message) throws Exception {
        assertFails(line, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            value = {
                "add n => block:add: IMAGE: missing; USAGE",
                "add '' x => block:add: NAME: is empty",
                "add n x -f raw -o driver=qcow2 => block:add: -o: driver=qcow2 contradicts driver=raw",
                "delete => block:delete: NODE: missing; USAGE",
                "delete d9 => d9: no such device",
                "insert d0 => block:insert: OPTIONS: missing; USAGE",
                "insert d0 throttle => block:insert: OPTIONS: 'throttle' is not of the form NAME=VALUE",
                "insert d0 driver=a,driver=b => block:insert: OPTIONS: driver is given twice",
                "insert d0 driver=throttle --parent '' => block:insert: --parent: is empty",
                "insert d9 driver=throttle => d9: no such device",
                "remove => block:remove: NODE: missing; USAGE",
                "remove d9 => d9: no such device",
                "replace d0 => block:replace: BY: missing; USAGE",
                "replace d0 d9 => d9: no such device",
                "replace d0 ro x => block:replace: x: one word too many; USAGE",
                "replace d0 ro --parent => block:replace: --parent: needs a value, PARENT",
                "snapshot d0 => block:snapshot: FILE: missing; USAGE",
                "snapshot d9 x => d9: no such device",
                "snapshot d0 x -f '' => block:snapshot: -f: is empty",
                "snapshot d0 x -n -o mode=existing => block:snapshot: -n: does not go with -o mode=...",
                "reopen => block:reopen: NODE: missing; USAGE",
                "reopen d9 -r => d9: no such device",
                "reopen d0 => block:reopen: NODE: nothing to change; give -r, -w or -o",
                "reopen d0 -r -w => block:reopen: -w: does not go with -r",
                "reopen d0 -w -o read-only=on => block:reopen: -w: is said by -o read-only=... already",
                "resize d0 => block:resize: SIZE: missing; USAGE",
                "resize d9 1M => d9: no such device",
                "resize d0 all => block:resize: SIZE: 'all' is NO_SIZE",
                "resize d0 ++1M => block:resize: SIZE: '+1M' is NO_SIZE",
                "resize d0 8M => block:resize: SIZE: 8388608 is less than the 16777216 bytes of d0, and what"
                        + " is beyond would be lost; with --shrink it may be",
                "resize d0 -1 => block:resize: SIZE: 16777215 is less than the 16777216 bytes of d0, and what"
                        + " is beyond would be lost; with --shrink it may be",
                "resize d0 -1G => block:resize: SIZE: '-1G' takes more than the 16777216 bytes there",
                "resize d0 +7.999999999999E => block:resize: SIZE: '+7.999999999999E' makes more than"
                        + " 9223372036854775807 bytes",
                "permissions d9 => d9: no such device",
                "permissions d0 ro => block:permissions: ro: one word too many; USAGE",
                "permissions --output xml => block:permissions: --output: 'xml' is neither human nor json",
                "limits => block:limits: NODE: missing; USAGE",
                "limits d9 => d9: no such device",
                "drain => block:drain: NODE: missing; USAGE",
                "drain d9 => d9: no such device",
                "undrain => block:undrain: NODE: missing; USAGE",
                "undrain d9 => d9: no such device",
                "undrain d0 => d0: block:drain holds no drain of it; what it holds: nothing",
            })
    void editsNameTheArgument(String line, String message) throws Exception {
        assertFails(line, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            value = {
                "read d0 0 => block:read: LENGTH: missing; USAGE",
                "read d9 0 1 => d9: no such device",
                "read d0 foo 1k => block:read: OFFSET: 'foo' is NO_SIZE",
                "read d0 -1 1k => block:read: OFFSET: '-1' is negative",
                "read d0 0 -1 => block:read: LENGTH: '-1' is negative",
                "read d0 0 8E => block:read: LENGTH: '8E' is more than 9223372036854775807 bytes",
                "read d0 0 1.5 => block:read: LENGTH: '1.5' is a fraction of a byte",
                "read d0 16M 1 => d0: 1 bytes at 16777216 reach beyond its end at 16777216",
                "read d0 7E 7E => d0: 8070450532247928832 bytes at 8070450532247928832 reach beyond its end"
                        + " at 16777216",
                "read d0 0 1k 1k => block:read: 1k: one word too many; USAGE",
                "bench d9 => d9: no such device",
                "bench -d 257 d0 => block:bench: -d: 257 is more than 256",
                "bench -s 0 d0 => block:bench: -s: is 0",
                "bench -s 5M d0 => block:bench: -s: 5242880 is more than 4194304",
                "bench -S 0 d0 => block:bench: -S: is 0",
                "bench -c 0 d0 => block:bench: -c: '0' is no number of 1 or more",
                "bench -o 16M d0 => d0: 4096 bytes at 16777216 reach beyond its end at 16777216",
                "bench -w -c 1 ro => ro: opened read-only; open again",
                "read -P 256 d0 0 1 => block:read: -P: '256' is no pattern byte, 0 to 255 or 0x00 to 0xff",
                "read -P -1 d0 0 1 => block:read: -P: '-1' is no pattern byte, 0 to 255 or 0x00 to 0xff",
                "read -s 0 d0 0 1 => block:read: -s: goes only with -P",
                "read -l 1 d0 0 1 => block:read: -l: goes only with -P",
                "read -P 0 -s 2 d0 0 1 => block:read: -s: 2 is beyond LENGTH, 1",
                "read -P 0 -s 1 -l 2 d0 0 2 => block:read: -l: 2 bytes from 1 on reach beyond LENGTH, 2",
                "write d0 0 => block:write: LENGTH: missing; USAGE",
                "write d0 0 1k -P x => block:write: -P: 'x' is no pattern byte, 0 to 255 or 0x00 to 0xff",
                "write d0 0 1k -P 1 -s x => block:write: -P: does not go with -s: write a pattern or a file",
                "write d0 0 1k -z -P 1 => block:write: -P: does not go with -z: write it or zeroes",
                "write d0 0 1k -z -s x => block:write: -s: does not go with -z: write it or zeroes",
                "write d0 0 1k -u => block:write: -u: goes only with -z",
                "write d0 0 1k -n => block:write: -n: goes only with -z",
                "write ro 0 1k => ro: opened read-only; open again",
                "write d0 16M 1k => d0: 1024 bytes at 16777216 reach beyond its end at 16777216",
                "discard d0 x 1 => block:discard: OFFSET: 'x' is NO_SIZE",
                "discard ro 0 1k => ro: opened read-only; open again",
                "map d0 -s 17M => block:map: -s: 17825792 is beyond the end of d0 at 16777216",
                "map d0 -l x => block:map: -l: 'x' is NO_SIZE",
                "map d0 --json --output human => block:map: --json: contradicts --output human",
                "stat d9 => d9: no such device; block:graph lists those that are open",
                "lock -n 5 => block:lock: -n: goes only with --history",
                "lock --history -n 0 => block:lock: -n: '0' is no number of 1 or more",
                "lock --history --stacks => block:lock: --stacks: does not go with --history",
            })
    void dataCommandsNameTheArgument(String line, String message) throws Exception {
        assertFails(line, message);
    }

    @Test
    void filesThatAreNotThereAreNamed() {
        Path missing = folder.resolve("missing");
        shell.fails("block:write -s missing d0 0 1k", missing + ": no such file or folder");
        shell.fails("block:read --to missing/x d0 0 1k", missing.resolve("x") + ": no such file or folder");
        shell.fails("block:read --to . d0 0 1k", folder + ": Is a directory");
    }

    @Test
    void nothingWasOpenedClosedOrMadeByBadInput() throws Exception {
        for (String line : List.of("block:open d1", "block:create x", "block:close d0 d1", "block:check")) {
            try {
                shell.run(line);
            } catch (BlockException e) {
                continue;
            }
            throw new AssertionError(line + " did not fail");
        }
        assertEquals(List.of(), graph.asked);
        assertEquals(List.of("d0", "ro"), new ArrayList<>(new TreeSet<>(graph.open.keySet())));
    }

    /** In a message, USAGE stands for the command's usage line and NO_SIZE for the advice on sizes. */
    private void assertFails(String line, String message) throws Exception {
        String command = line.split(" ")[0];
        String usage = shell.shows("block:" + command + " --help").lines().skip(1).findFirst().orElseThrow();
        String sizes = "no size; give bytes, also as 0x..., or use k, M, G, T, P or E";
        shell.fails("block:" + line, message.replace("USAGE", usage).replace("NO_SIZE", sizes));
    }
}
