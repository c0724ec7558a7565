// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.felix.service.command.Converter;
import org.blockgraph.api.Limits;
import org.blockgraph.api.info.CheckInfo;
import org.blockgraph.api.info.DeviceInfo;
import org.blockgraph.api.info.DriverInfo;
import org.blockgraph.api.info.HistoryEntry;
import org.blockgraph.api.info.LockInfo;
import org.blockgraph.api.info.MapExtent;
import org.blockgraph.api.info.NodeInfo;
import org.blockgraph.api.info.PermissionInfo;
import org.blockgraph.api.info.StatInfo;
import org.blockgraph.api.info.WhyInfo;
import org.blockgraph.shell.result.DriverList;
import org.blockgraph.shell.result.ExtentList;
import org.blockgraph.shell.result.HeldDrain;
import org.blockgraph.shell.result.History;
import org.blockgraph.shell.result.Json;
import org.blockgraph.shell.result.NodeLimits;
import org.blockgraph.shell.result.PermissionList;
import org.blockgraph.shell.result.ShownGraph;
import org.junit.jupiter.api.Test;

/** The names that programs rely on. */
class JsonFormTest {

    @Test
    void graph() {
        StatInfo stats = new StatInfo(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        DeviceInfo device = new DeviceInfo("d0", "n", 512, true, false, "n is parked", 1, 2, -1, stats);
        NodeInfo node = new NodeInfo(
                "n",
                "raw",
                "1.0.0",
                NodeInfo.State.PARKED,
                "left",
                512,
                true,
                false,
                List.of(new NodeInfo.Edge("file", "n.file", "data", "write")),
                List.of("d0"),
                Map.of("b", "2", "a", "1"));
        assertJson(
                """
                {"devices": [{"device": "d0","node-name": "n","virtual-size": 512,"read-only": true,\
                "gate-open": false,"gate-reason": "n is parked","in-flight": 1,"waiting": 2,\
                "park-timeout": "forever","stats": {"rd_operations": 1,"rd_bytes": 2,"wr_operations": 3,\
                "wr_bytes": 4,"zero_operations": 5,"unmap_operations": 6,"flush_operations": 7,\
                "failed_operations": 8,"waited_at_gate": 9,"longest_wait_ns": 10}}],\
                "nodes": [{"node-name": "n","format": "raw","driver-version": "1.0.0","state": "parked",\
                "reason": "left","virtual-size": 512,"read-only": true,"drained": false,\
                "children": [{"child": "file","node-name": "n.file","roles": "data","uses": "write"}],\
                "parents": ["d0"],"format-specific": {"a": "1","b": "2"}}],\
                "held-drains": [{"node-name": "n","count": 2}]}""",
                new ShownGraph(List.of(device), List.of(node), List.of(new HeldDrain("n", 2))));
    }

    /** The names and their order are those of qemu-img map; where there is no place there is no offset. */
    @Test
    void map() {
        assertJson(
                """
                [{"start": 0,"length": 65536,"depth": 0,"present": true,"zero": false,"data": true,\
                "compressed": false,"offset": 327680,"filename": "a"},\
                {"start": 65536,"length": 1,"depth": 1,"present": false,"zero": true,"data": false,\
                "compressed": false}]""",
                new ExtentList(List.of(
                        new MapExtent(0, 65536, 0, true, false, true, false, 327680, "a"),
                        new MapExtent(65536, 1, 1, false, true, false, false, -1, ""))));
    }

    @Test
    void reports() {
        assertJson(
                """
                [{"driver": "raw","kind": "format","bundle": "b","version": "1","state": "active",\
                "nodes": ["n"]}]""",
                new DriverList(List.of(new DriverInfo("raw", "format", "b", "1", "active", List.of("n")))));
        assertJson(
                """
                {"subject": "n","state": "parked","why": "left","help": "start it"}""",
                new WhyInfo("n", "parked", "left", "start it"));
        assertJson(
                """
                {"writer": {"reason": "r","thread": "w","inside": false,"since-ns": 6,"stack": ["g"]},\
                "global-lock": {"owner": "w","waiting": ["v"],"stack": ["h"]},\
                "waiting-at-gates": 2,"orphaned-balance": 3,\
                "contexts": [{"name": "c","balance": -4}],\
                "readers": [{"owner": "o","context": "c","thread": "t","since-ns": 5,"abandoned": true,\
                "stack": ["f"]}],"sleeping-readers": [{"owner": "p","context": "c","thread": "u",\
                "since-ns": 7,"abandoned": false,"stack": []}]}""",
                new LockInfo(
                        List.of(new LockInfo.Context("c", -4)),
                        3,
                        List.of(new LockInfo.Reader("o", "c", "t", 5, true, List.of("f"))),
                        List.of(new LockInfo.Reader("p", "c", "u", 7, false, List.of())),
                        new LockInfo.Writer("r", "w", false, 6, List.of("g")),
                        new LockInfo.Global("w", List.of("v"), List.of("h")),
                        2));
        assertJson(
                """
                {"writer": null,"global-lock": {"owner": null,"waiting": [],"stack": []},\
                "waiting-at-gates": 0,"orphaned-balance": 0,"contexts": [],"readers": [],\
                "sleeping-readers": []}""",
                new LockInfo(List.of(), 0, List.of(), List.of(), null, LockInfo.Global.FREE, 0));
        assertJson(
                """
                [{"number": 1,"time": "1970-01-01T00:00:00Z","what": "open","outcome": "done","drained": 2,\
                "waited": 3,"pause-ns": 4,"write-lock-ns": 5,"edges": ["e"]}]""",
                new History(List.of(
                        new HistoryEntry(1, Instant.EPOCH, "open", "done", 2, 3, 4, 5, List.of("e")))));
        assertJson(
                """
                {"corruptions": 1,"leaks": 2,"corruptions-fixed": 3,"leaks-fixed": 4,"allocated-clusters": 5,\
                "total-clusters": 6,"messages": ["m"]}""",
                new CheckInfo(1, 2, 3, 4, 5, 6, List.of("m")));
    }

    @Test
    void limitsAndPermissions() {
        assertJson(
                """
                {"node-name": "n","request_alignment": 512,"min_mem_alignment": 4096,\
                "max_transfer": 1048576,"pwrite_zeroes_alignment": 512,"max_pwrite_zeroes": 1024,\
                "pdiscard_alignment": 512,"max_pdiscard": 0,"fua": true,"unmap": false}""",
                new NodeLimits("n", new Limits(512, 4096, 1 << 20, 1025, 511, 1, true, false)));
        assertJson(
                """
                [{"node-name": "n.file","parent": "n","child": "file","roles": "data","uses": "write",\
                "shares": ""},{"node-name": "n","device": "d0","child": "","roles": "","uses": "",\
                "shares": "resize"}]""",
                new PermissionList(List.of(
                        new PermissionInfo("n.file", "n", "file", "data", "write", ""),
                        new PermissionInfo("n", "d0", "", "", "", "resize"))));
    }

    @Test
    void whatHasNoFormIsABug() {
        assertThrows(IllegalArgumentException.class, () -> JsonForm.of("text"));
    }

    @Test
    void foreignThingsAreLeftToOtherConverters() {
        assertNull(new BlockConverter().format(List.of(), Converter.INSPECT, null));
        assertNull(new BlockConverter().convert(String.class, "x"));
    }

    /** Compares without the line breaks and the indentation, which no program sees. */
    private static void assertJson(String expected, Object result) {
        String json = new BlockConverter().format(new Json(result), Converter.INSPECT, null).toString();
        assertEquals(expected, json.replaceAll("\n *", ""));
    }
}
