// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.io;

import java.util.ArrayList;
import java.util.List;
import org.blockgraph.api.info.MapExtent;

/**
 * Collects runs in order of their starts and joins those that follow each other with one status and one
 * place, as qemu-img map does. One thread.
 */
public final class MapRuns {

    private final int most;
    private final List<MapExtent> complete = new ArrayList<>();
    private MapExtent open;

    /**
     * An empty collection.
     *
     * @param most the most joined runs that are collected, at least 1
     */
    public MapRuns(int most) {
        this.most = Math.clamp(most, 1, MapExtent.MAX_RETURNED);
    }

    /**
     * Adds the next run.
     *
     * @return false when as many as wanted are complete; the run was not needed then
     */
    public boolean add(MapExtent run) {
        if (open == null) {
            open = run;
        } else if (continues(open, run)) {
            open = joined(open, run);
        } else {
            complete.add(open);
            open = complete.size() < most ? run : null;
        }
        return complete.size() < most;
    }

    /** Returns what was collected. */
    public List<MapExtent> runs() {
        if (open == null) {
            return List.copyOf(complete);
        }
        List<MapExtent> all = new ArrayList<>(complete);
        all.add(open);
        return List.copyOf(all);
    }

    private static boolean continues(MapExtent one, MapExtent next) {
        boolean samePlace = one.offset() < 0
                ? next.offset() < 0
                : next.offset() == one.offset() + one.length() && next.file().equals(one.file());
        return samePlace
                && next.start() == one.start() + one.length()
                && next.depth() == one.depth()
                && next.present() == one.present()
                && next.zero() == one.zero()
                && next.data() == one.data()
                && next.compressed() == one.compressed();
    }

    private static MapExtent joined(MapExtent one, MapExtent next) {
        return new MapExtent(
                one.start(),
                one.length() + next.length(),
                one.depth(),
                one.present(),
                one.zero(),
                one.data(),
                one.compressed(),
                one.offset(),
                one.file());
    }
}
