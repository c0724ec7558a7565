// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.testing.stateful;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.blockgraph.api.driver.Child;
import org.blockgraph.api.info.CheckInfo;

/** Walks a table and finds which file blocks it uses, and where it contradicts itself. Of one thread. */
final class Walk {

    /** File blocks that entries name. */
    final BitSet used = new BitSet();

    private final Snapshot image;
    private final int firstData;

    /** One more than the last block that data can be in: given out, and within the file. */
    private final int end;

    private final int fileBlocks;
    private final BitSet bad = new BitSet();
    private final List<String> messages = new ArrayList<>();
    private long corruptions;

    Walk(Snapshot image, Child file) {
        this.image = image;
        this.firstData = Layout.firstData(image.root().pages());
        long blocks = file.length() + Layout.MASK >>> Layout.SHIFT;
        this.fileBlocks = (int) Math.min(Layout.MAX_FILE_BLOCKS, blocks);
        this.end = Math.min(image.root().end(), fileBlocks);
        Table table = image.table();
        int shown = Layout.blocks(image.root().size());
        for (int block = 0; block < table.size(); block++) {
            visit(block, table.get(block), block < shown);
        }
    }

    private void visit(int block, int entry, boolean inside) {
        if (entry == Table.NONE || inside && entry == Table.ZERO) {
            return;
        }
        if (!inside) {
            found("the entry of block " + block + " lies behind the end of the disk and is not empty");
        } else if (entry < firstData || entry >= end) {
            bad.set(block);
            found("offset " + Layout.offset(block) + " is in file block " + entry + ", which holds no data");
        } else if (used.get(entry)) {
            found("offset " + Layout.offset(block) + " is in file block " + entry + ", as another one is");
        } else {
            used.set(entry);
        }
    }

    private void found(String corruption) {
        corruptions++;
        if (messages.size() < CheckInfo.MAX_MESSAGES - 1) {
            messages.add(corruption);
        }
    }

    /** Returns the first contradiction, or null. */
    String firstCorruption() {
        return messages.isEmpty() ? null : messages.getFirst();
    }

    /** Makes what names no data unreadable, so that it isn't taken for data. */
    void spoilBad() {
        bad.stream().forEach(image.table()::spoil);
    }

    /** Tells what was found. Leaks are blocks that were written and that no flush ever got to know of. */
    CheckInfo result() {
        long leaks = Math.max(0, fileBlocks - image.root().end());
        List<String> all = new ArrayList<>(messages);
        if (leaks > 0) {
            all.add(leaks + " blocks from block " + image.root().end() + " on are used by nothing");
        }
        return new CheckInfo(
                corruptions, leaks, 0, 0, used.cardinality(), Layout.blocks(image.root().size()), all);
    }
}
