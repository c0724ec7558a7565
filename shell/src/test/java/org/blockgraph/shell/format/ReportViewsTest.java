// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.format;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.blockgraph.api.DriverReplacer.ReplaceResult;
import org.blockgraph.api.info.DeviceInfo;
import org.blockgraph.api.info.DriverInfo;
import org.blockgraph.api.info.HistoryEntry;
import org.blockgraph.api.info.LockInfo;
import org.blockgraph.api.info.MapExtent;
import org.blockgraph.api.info.NodeInfo;
import org.blockgraph.api.info.StatInfo;
import org.blockgraph.api.info.WhyInfo;
import org.blockgraph.shell.result.Transfer;
import org.junit.jupiter.api.Test;

class ReportViewsTest {

    @Test
    void drivers() {
        List<String> many = new ArrayList<>();
        for (int i = 0; i < 11; i++) {
            many.add("n" + i);
        }
        assertEquals(
                """
                DRIVER  KIND      BUNDLE  VERSION  STATE    NODES
                file    protocol  a.file  0.1.0    active   n0, n1, n2, n3, n4, n5, n6, n7 and 3 more
                raw     format    a.raw   0.1.1    leaving  -""",
                DriverView.of(List.of(
                        new DriverInfo("file", "protocol", "a.file", "0.1.0", "active", many),
                        new DriverInfo("raw", "format", "a.raw", "0.1.1", "leaving", List.of()))));
        assertEquals("no driver is here; install a driver's bundle and start it", DriverView.of(List.of()));
    }

    @Test
    void node() {
        NodeInfo node = new NodeInfo(
                "d0",
                "raw",
                "0.1.0",
                NodeInfo.State.INACTIVE,
                "d0.file is parked",
                10 << 20,
                true,
                true,
                List.of(new NodeInfo.Edge("file", "d0.file", "data,primary", "consistent-read")),
                List.of("d0"),
                Map.of("size", "10485760", "offset", "0"));
        assertEquals(
                """
                node: d0
                file format: raw
                driver version: 0.1.0
                state: inactive: d0.file is parked
                virtual size: 10 MiB (10485760 bytes)
                read-only: on
                drained: on
                used by: d0
                child file: d0.file (data,primary)
                Format specific information:
                    offset: 0
                    size: 10485760""",
                NodeView.of(node));
    }

    /** The first data line is the one that qemu-img map prints for the same image. */
    @Test
    void extents() {
        assertEquals(
                """
                Offset          Length          Mapped to       File
                0               0x10000         0x50000         a.qcow2
                0x200000        0x10000         compressed      a.qcow2
                0x210000        0x10000         -               a.qcow2""",
                ExtentView.of(List.of(
                        new MapExtent(0, 65536, 0, true, false, true, false, 327680, "a.qcow2"),
                        new MapExtent(65536, 983040, 0, false, true, false, false, -1, ""),
                        new MapExtent(2097152, 65536, 0, true, false, true, true, 99, "a.qcow2"),
                        new MapExtent(2162688, 65536, 1, true, false, true, false, -1, "a.qcow2"))));
    }

    @Test
    void counters() {
        StatInfo stats = new StatInfo(3, 4096, 2, 1 << 20, 1, 4, 5, 6, 7, 3_200_000);
        assertEquals(
                """
                DEVICE  READS  READ   WRITES  WRITTEN  ZEROES  DISCARDS  FLUSHES  \
                FAILED  INSIDE  WAITING  WAITED  LONGEST WAIT
                d0      3      4 KiB  2       1 MiB    1       4         5        \
                6       8       9        7       3.2 ms""",
                DeviceView.of(List.of(new DeviceInfo("d0", "d0", 1, false, true, "", 8, 9, 20, stats))));
        assertEquals("no device is open; block:open opens one", DeviceView.of(List.of()));
    }

    @Test
    void lock() {
        LockInfo idle = new LockInfo(List.of(), 0, List.of(), List.of(), null, LockInfo.Global.FREE, 0);
        assertEquals(
                """
                writer: none
                global lock: free
                readers inside: 0
                readers asleep behind the writer: 0
                requests waiting at gates: 0
                orphaned balance: 0""",
                LockView.of(idle));
        LockInfo busy = new LockInfo(
                List.of(new LockInfo.Context("d0", 12), new LockInfo.Context("shared", -11)),
                -1,
                List.of(
                        new LockInfo.Reader(
                                "client", "d0", "worker-1", 1_500_000, true,
                                List.of("A.read(A.java:7)", "B.main(B.java:3)")),
                        new LockInfo.Reader("block:read", "shared", "gogo", 20_000, false, List.of())),
                List.of(new LockInfo.Reader("late", "d0", "worker-2", 3_000, false, List.of())),
                new LockInfo.Writer("open d1", "control", true, 4_000, List.of("C.swap(C.java:9)")),
                new LockInfo.Global("control", List.of("gogo", "closer"), List.of("D.decide(D.java:5)")),
                2);
        assertEquals(
                """
                writer: open d1 in control, inside for 4.0 us
                global lock: in control, awaited by gogo, closer
                readers inside: 2
                readers asleep behind the writer: 1
                requests waiting at gates: 2
                orphaned balance: -1
                CONTEXT  BALANCE
                d0       12
                shared   -11
                READER      CONTEXT  THREAD    INSIDE FOR AT LEAST
                client      d0       worker-1  1.5 ms, abandoned
                block:read  shared   gogo      20.0 us
                ASLEEP  CONTEXT  THREAD    FOR
                late    d0       worker-2  3.0 us
                open d1 in control:
                    C.swap(C.java:9)
                global lock in control:
                    D.decide(D.java:5)
                client in worker-1:
                    A.read(A.java:7)
                    B.main(B.java:3)""",
                LockView.of(busy));
        LockInfo waiting = new LockInfo(List.of(), 1, List.of(), List.of(),
                new LockInfo.Writer("open d1", "control", false, 4_000_000, List.of()),
                LockInfo.Global.FREE, 0);
        assertEquals("writer: open d1 in control, waiting for 4.0 ms",
                LockView.of(waiting).lines().findFirst().orElseThrow());
    }

    @Test
    void history() {
        HistoryEntry open = new HistoryEntry(
                1, Instant.parse("2025-11-23T21:00:00.123Z"), "open d0", "done", 0, 0, 0, 41_500, List.of());
        HistoryEntry left = new HistoryEntry(
                2,
                Instant.parse("2025-11-23T21:00:05Z"),
                "driver file 1.0.0 left",
                "done",
                3,
                14,
                3_200_000,
                900,
                List.of("d0.file: file 1.0.0 -> parked"));
        assertEquals(
                """
                #1 21:00:00.123 open d0: done
                    drained 0, waited 0, gates closed 0 ns, write lock 41.5 us
                #2 21:00:05.000 driver file 1.0.0 left: done
                    drained 3, waited 14, gates closed 3.2 ms, write lock 900 ns
                    d0.file: file 1.0.0 -> parked""",
                HistoryView.of(List.of(open, left), ZoneOffset.UTC));
        assertEquals("nothing has changed yet", HistoryView.of(List.of(), ZoneOffset.UTC));
    }

    @Test
    void sentences() {
        assertEquals(
                "read 1536/1536 bytes at offset 512\n"
                        + "1.5 KiB, 1 ops; 0.002000 sec (750 KiB/sec and 500.0 ops/sec)",
                SentenceView.of(new Transfer("read", "d0", 512, 1536, 1, 2_000_000)));
        assertEquals(
                "read 0/0 bytes at offset 0\n0 bytes, 0 ops; 0.000000 sec (0 bytes/sec and 0.0 ops/sec)",
                SentenceView.of(new Transfer("read", "d0", 0, 0, 0, 0)));
        assertEquals(
                "d0.file is parked: driver file 1.0.0 left\nhelp: felix:start 12",
                SentenceView.of(
                        new WhyInfo("d0.file", "parked", "driver file 1.0.0 left", "felix:start 12")));
        assertEquals(
                "d0 is parked: its driver has left\nhelp: block:revive d0",
                SentenceView.of(new WhyInfo("d0", "parked", "d0: its driver has left", "block:revive d0")));
        assertEquals(
                "d0 is open: all is well", SentenceView.of(new WhyInfo("d0", "open", "all is well", "")));
        assertEquals(
                "the old version stays loaded: thread t\n"
                        + "replaced raw 1.0.0 by 1.0.1: 2 nodes, longest pause 5 ns",
                SentenceView.of(new ReplaceResult("raw", "1.0.0", "1.0.1", 2, 5, "thread t")));
    }
}
