// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.format;

import java.util.Locale;
import java.util.stream.Collectors;
import org.blockgraph.api.DriverReplacer.ReplaceResult;
import org.blockgraph.api.info.CheckInfo;
import org.blockgraph.api.info.NodeInfo;
import org.blockgraph.api.info.WhyInfo;
import org.blockgraph.shell.result.Bench;
import org.blockgraph.shell.result.Created;
import org.blockgraph.shell.result.Done;
import org.blockgraph.shell.result.Opened;
import org.blockgraph.shell.result.PlacedNode;
import org.blockgraph.shell.result.Resized;
import org.blockgraph.shell.result.Revived;
import org.blockgraph.shell.result.Threshold;
import org.blockgraph.shell.result.Transfer;

/** Shows results that a line or two tell. */
final class SentenceView {

    private static final double NANOS_PER_SECOND = 1e9;

    private SentenceView() {}

    static String of(Done done) {
        return done.did() + ' ' + done.subject();
    }

    static String of(Created created) {
        String options = created.options().entrySet().stream()
                .map(option -> ' ' + option.getKey() + '=' + option.getValue())
                .collect(Collectors.joining());
        return "created '" + created.file() + "', fmt=" + created.format() + " size=" + created.size()
                + options;
    }

    static String of(Opened opened) {
        return "opened " + opened.device() + ": " + opened.format() + (opened.probed() ? " (probed), " : ", ")
                + HumanSize.exact(opened.length()) + (opened.readOnly() ? ", read-only" : "");
    }

    static String of(PlacedNode placed) {
        NodeInfo node = placed.node();
        return placed.did() + ' ' + node.name() + ": " + node.driver()
                + (placed.probed() ? " (probed), " : ", ")
                + HumanSize.exact(node.length())
                + (node.readOnly() ? ", read-only" : "")
                + (placed.place().isEmpty() ? "" : ", " + placed.place());
    }

    static String of(Threshold threshold) {
        return threshold.offset() == 0
                ? threshold.node() + ": writes may end anywhere"
                : threshold.node() + ": the first write that ends beyond "
                        + HumanSize.exact(threshold.offset()) + " is told of";
    }

    static String of(Resized resized) {
        return resized.before() == resized.after()
                ? resized.node() + " keeps its size, " + HumanSize.exact(resized.after())
                : "resized " + resized.node() + " from " + HumanSize.exact(resized.before()) + " to "
                        + HumanSize.exact(resized.after());
    }

    static String of(Revived revived) {
        return revived.nodes().isEmpty()
                ? "nothing to revive: " + revived.subject() + " was open"
                : "revived " + String.join(", ", revived.nodes());
    }

    /** Two lines as qemu-io prints them: what was moved, and how fast. */
    static String of(Transfer transfer) {
        String moved = transfer.did() + ' ' + transfer.length() + '/' + transfer.length()
                + " bytes at offset " + transfer.offset();
        return moved + '\n' + speed(transfer.length(), transfer.operations(), transfer.nanos());
    }

    /** Two lines like those of a transfer. */
    static String of(Bench bench) {
        String moved = bench.did() + ' ' + bench.count() + " times " + bench.size() + " bytes, "
                + bench.depth() + " at once";
        return moved + '\n' + speed(bench.count() * bench.size(), bench.count(), bench.nanos());
    }

    private static String speed(long bytes, long operations, long nanos) {
        double seconds = Math.max(1, nanos) / NANOS_PER_SECOND;
        return String.format(
                Locale.ROOT,
                "%s, %d ops; %.6f sec (%s/sec and %.1f ops/sec)",
                HumanSize.of(bytes),
                operations,
                seconds,
                HumanSize.of(bytes / seconds),
                operations / seconds);
    }

    static String of(WhyInfo why) {
        String remedy = why.remedy().isEmpty() ? "" : "\nhelp: " + why.remedy();
        return why.subject() + " is " + why.state() + ": "
                + Names.withoutSubject(why.subject(), why.sentence()) + remedy;
    }

    static String of(ReplaceResult result) {
        String leak = result.leak().isEmpty() ? "" : "the old version stays loaded: " + result.leak() + '\n';
        return leak + "replaced " + result.format() + ' ' + result.oldVersion() + " by " + result.newVersion()
                + ": " + result.nodes() + (result.nodes() == 1 ? " node" : " nodes") + ", longest pause "
                + HumanTime.ofNanos(result.longestPauseNanos());
    }

    static String of(CheckInfo check) {
        String messages = check.messages().stream().map(line -> line + '\n').collect(Collectors.joining());
        String found = check.corruptions() == 0 && check.leaks() == 0
                ? "no errors were found"
                : "corruptions: " + check.corruptions() + ", leaks: " + check.leaks();
        return messages + found + "\n" + check.allocated() + '/' + check.total() + " units allocated";
    }
}
