// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A new L2 table, as somebody sees it who finds it in the cache the moment it is there. */
@Timeout(60)
final class NewTableTest {

    private static final int TABLES = 20_000;
    private static final Geometry GEOMETRY = new Geometry(Geometry.MIN_CLUSTER_BITS);

    /** One that is not linked would be taken for a snapshot's, moved, and its place freed. */
    @Test
    void isLinkedForWhoeverCanLockIt() throws Exception {
        L1Table l1 = new L1Table(null, GEOMETRY.clusterSize(), new long[TABLES]);
        Header header = new Header(
                3, GEOMETRY, TABLES * GEOMETRY.l2Reach(), TABLES, GEOMETRY.clusterSize(), 0, 1, 4, 0, 0, 0, 0,
                0, Header.V3_BYTES, null, null, 0, null);
        L2Cache l2 = new L2Cache(null, header, l1, null, Long.MAX_VALUE);
        FutureTask<Integer> unlinked = new FutureTask<>(() -> countUnlinked(l1, l2));
        Thread.ofPlatform().daemon().start(unlinked);
        for (int i = 0; i < TABLES; i++) {
            l2.create(i, GEOMETRY.offsetOf(2 + i));
        }
        assertEquals(0, unlinked.get(30, TimeUnit.SECONDS), "tables that were found without a link");
    }

    private static int countUnlinked(L1Table l1, L2Cache l2) {
        int unlinked = 0;
        for (int i = 0; i < TABLES; i++) {
            L2Table table = l2.cached(i);
            while (table == null) {
                Thread.onSpinWait();
                table = l2.cached(i);
            }
            table.lock.lock();
            unlinked += L2Entry.isCopied(l1.get(i)) ? 0 : 1;
            table.lock.unlock();
        }
        return unlinked;
    }
}
