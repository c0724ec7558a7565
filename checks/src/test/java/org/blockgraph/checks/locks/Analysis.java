// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.checks.locks;

import java.lang.constant.MethodTypeDesc;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Follows every call of the project from wherever its code can be entered, in each state in which it can be
 * reached, and complains where a rule is broken.
 *
 * <p>A virtual call may run every method that the class hierarchy allows. A lambda runs where it is called:
 * it is followed through arguments, captured variables, fields and results. Handed to the JDK, it runs at
 * once, or with no lock on another thread where that is what the method is for.
 */
final class Analysis {

    /** A lambda that captured a lambda that captured a lambda, and so on: deeper it counts as stored. */
    private static final int MAX_DEPTH = 4;

    private final Program program;
    private final List<Pardon> pardons;
    private final Map<Visit.Key, Visit> visits = new LinkedHashMap<>();
    private final Set<Type.Method> visited = new HashSet<>();
    private final Deque<Visit> todo = new ArrayDeque<>();
    private final Set<Visit> waiting = new HashSet<>();

    /** What fields hold, by their names and, for objects that are followed, by where the object was made. */
    private final Map<String, Value> fields = new LinkedHashMap<>();

    private final Map<String, Set<Visit>> readers = new LinkedHashMap<>();

    /** Lambdas put where they are not followed, such as into a list, by the interface that they implement. */
    private final Map<String, Set<Value.Lambda>> stored = new LinkedHashMap<>();

    private final Map<String, Set<Visit>> takers = new LinkedHashMap<>();
    private final Map<String, String> complaints = new TreeMap<>();
    private final Set<Pardon> needed = new HashSet<>();

    private Analysis(Program program, List<Pardon> pardons) {
        this.program = program;
        this.pardons = pardons;
    }

    static List<String> run(Program program, List<Pardon> pardons, String entered) {
        Analysis analysis = new Analysis(program, pardons);
        Entries.of(program, entered)
                .forEach(entry -> analysis.enter(entry.method(), entry.state(), entry.why()));
        analysis.followAll();
        Entries.all(program, entered).forEach(analysis::enterUnlessVisited);
        List<String> all = new ArrayList<>(analysis.complaints.values());
        pardons.stream()
                .filter(pardon -> !analysis.needed.contains(pardon))
                .forEach(pardon -> all.add("the pardon of " + pardon + " is not needed any more"));
        return all;
    }

    private void enter(Type.Method method, LockState state, String why) {
        Visit.Key key = new Visit.Key(method, state, Visit.unknown(method), null);
        visits.computeIfAbsent(key, _ -> add(Visit.entry(key, why)));
    }

    private void enterUnlessVisited(Type.Method method) {
        if (!visited.contains(method)) {
            enter(method, LockState.FREE, "entered freely");
            followAll();
        }
    }

    private Visit add(Visit visit) {
        visited.add(visit.method());
        again(visit);
        return visit;
    }

    private void again(Visit visit) {
        if (waiting.add(visit)) {
            todo.add(visit);
        }
    }

    private void followAll() {
        for (Visit visit = todo.poll(); visit != null; visit = todo.poll()) {
            waiting.remove(visit);
            Flow.run(this, visit);
        }
    }

    /** Follows a call made in one state; answers what is known of its result. */
    Value call(Visit from, int line, LockState state, Call call, List<Value> arguments) {
        LockState seen = state.flat();
        MethodId id = call.method();
        Optional<LockCalls> lock = LockCalls.of(id);
        if (lock.isPresent() && !LockCalls.isBroker(from.method().id)) {
            Rule.brokenByLock(state, lock.get())
                    .ifPresent(rule -> complain(rule, from, line, id.toString(), state));
        }
        LockCalls.need(id)
                .flatMap(need -> Rule.brokenByNeed(state, need))
                .ifPresent(rule -> complain(rule, from, line, id.toString(), state));
        if (LockCalls.isLock(id.owner())) {
            return outside(from, line, seen, call, arguments);
        }
        Optional<Pardon> pardon = pardons.stream().filter(each -> each.covers(from, id)).findFirst();
        if (isRefused(from, line, seen, id, pardon)) {
            return Value.ANY;
        }
        Value result = Value.NULL;
        for (Value.Lambda lambda : lambdas(from, call, arguments)) {
            List<Value> all = new ArrayList<>(lambda.bound());
            all.addAll(arguments.subList(1, arguments.size()));
            LockState within = inside(seen, lambda.function());
            result = result.or(call(from, line, within, lambda.implementation(), all));
        }
        Set<Type.Method> targets = targets(call, arguments);
        for (Type.Method target : targets) {
            if (!isRefused(from, line, seen, target.id, pardon)) {
                Visit.Key key = new Visit.Key(
                        target, inside(seen, target.id), arguments, pardon.orElse(from.pardon()));
                Visit visit = visits.get(key);
                if (visit == null) {
                    visit = Visit.called(key, from, line);
                    visits.put(key, visit);
                    add(visit);
                }
                visit.users.add(from);
                result = result.or(visit.result);
            }
        }
        return targets.isEmpty() && !program.has(id.owner())
                ? result.or(outside(from, line, seen, call, arguments))
                : result;
    }

    private LockState inside(LockState state, MethodId id) {
        boolean io = program.need(id).filter(need -> need.half() == Need.Half.IO).isPresent();
        return io ? state.inIo() : state;
    }

    private boolean isRefused(Visit from, int line, LockState state, MethodId id, Optional<Pardon> pardon) {
        Optional<Need> need = program.need(id);
        Optional<Rule> broken = need.flatMap(each -> Rule.brokenByNeed(state, each));
        String why = broken.map(_ -> ", which is " + need.get()).orElse("");
        for (Effect effect : broken.isPresent() ? Set.<Effect>of() : Effect.of(program, id)) {
            Optional<Rule> rule = Rule.brokenByEffect(state, effect, need);
            if (rule.isPresent()) {
                broken = rule;
                why = ", which " + effect;
            }
        }
        if (broken.isEmpty()) {
            return false;
        }
        if (pardon.isPresent()) {
            needed.add(pardon.get());
        } else {
            complain(broken.get(), from, line, id + why, state);
        }
        return true;
    }

    private Set<Type.Method> targets(Call call, List<Value> arguments) {
        MethodId id = call.method();
        if (!call.virtual()) {
            return program.find(id).filter(method -> !method.isAbstract).map(Set::of).orElse(Set.of());
        }
        Value receiver = arguments.getFirst();
        Set<Type.Method> found = new LinkedHashSet<>();
        if (receiver.others() && !id.owner().equals("java/lang/Object") && !Outside.isFunction(id.owner())) {
            found.addAll(program.implementations(id));
        }
        for (Value.Lambda lambda : receiver.lambdas()) {
            // A method of the object's own class, or one that the lambda's interface has itself.
            String type = lambda.isObject() ? lambda.implementation().method().owner() : id.owner();
            program.find(new MethodId(type, id.name(), id.descriptor()))
                    .filter(method -> !method.isAbstract)
                    .ifPresent(found::add);
        }
        return found;
    }

    private List<Value.Lambda> lambdas(Visit from, Call call, List<Value> arguments) {
        if (!call.virtual()) {
            return List.of();
        }
        MethodId id = call.method();
        List<Value.Lambda> found = new ArrayList<>(arguments.getFirst().lambdas());
        found.removeIf(lambda -> !lambda.function().name().equals(id.name()));
        if (arguments.getFirst().others()) {
            takers.computeIfAbsent(id.owner(), _ -> new LinkedHashSet<>()).add(from);
            stored.getOrDefault(id.owner(), Set.of()).stream()
                    .filter(lambda -> lambda.function().name().equals(id.name()))
                    .filter(lambda -> part(lambda.implementation().method()).equals(part(from.method().id)))
                    .forEach(found::add);
        }
        return found;
    }

    /** A module's collections are its own: what another takes from one of the JDK's is not from there. */
    private static String part(MethodId id) {
        return id.owner().replaceFirst("^(org/blockgraph/\\w+)/.*", "$1");
    }

    /** A call of what is not the project's: it may call the lambdas that it is given. */
    private Value outside(Visit from, int line, LockState state, Call call, List<Value> arguments) {
        List<String> types = Handed.parameterTypes(call);
        for (int i = 0; i < arguments.size(); i++) {
            for (Value.Lambda lambda : arguments.get(i).lambdas()) {
                if (!Handed.isCalled(types.get(i), lambda)) {
                    store(lambda);
                    continue;
                }
                for (LockState at : Handed.states(call.method(), state)) {
                    runLambda(from, line, at, lambda);
                }
            }
        }
        return Value.ANY;
    }

    private void runLambda(Visit from, int line, LockState state, Value.Lambda lambda) {
        List<Value> arguments = new ArrayList<>(lambda.bound());
        int count = MethodTypeDesc.ofDescriptor(lambda.function().descriptor()).parameterCount();
        for (int i = 0; i < count; i++) {
            arguments.add(Value.ANY);
        }
        call(from, line, inside(state, lambda.function()), lambda.implementation(), arguments);
    }

    /** A lambda was made. Where the interface says how it is called, it is called so. */
    Value made(Visit from, int line, Value.Lambda lambda) {
        program.need(lambda.function())
                .ifPresent(need -> need.entry()
                        .list()
                        .forEach(state -> runLambda(from, line, state, lambda)));
        if (lambda.depth() > MAX_DEPTH) {
            store(lambda);
            return Value.ANY;
        }
        return Value.of(lambda);
    }

    /** An object was made; what is called through an interface such as Runnable is followed like a lambda. */
    Value made(Visit visit, int place, String type) {
        Optional<String> function = program.has(type)
                ? program.everythingAbove(type).stream().filter(Outside::isFunction).findFirst()
                : Optional.empty();
        return function.map(Outside::function)
                .map(id -> new Value.Lambda(
                        id,
                        new Call(new MethodId(type, id.name(), id.descriptor()), true, false),
                        List.of(),
                        visit.method() + ":" + place))
                .map(Value::of)
                .orElse(Value.ANY);
    }

    void stored(Value value) {
        value.lambdas().forEach(this::store);
    }

    /** An object keeps its own type where it is put, and is seldom called through the interface then. */
    private void store(Value.Lambda lambda) {
        if (lambda.isObject()) {
            return;
        }
        String type = lambda.function().owner();
        if (stored.computeIfAbsent(type, _ -> new LinkedHashSet<>()).add(lambda)) {
            takers.getOrDefault(type, Set.of()).forEach(this::again);
        }
    }

    Value read(Visit visit, Value object, MethodId field) {
        if (!program.has(field.owner())) {
            return Value.ANY;
        }
        // A framework may have put a service there; of functions, what was seen is all.
        Value value = Outside.isFunction(field.descriptor().replaceAll("^L|;$", "")) ? Value.NULL : Value.ANY;
        for (String key : keys(object, field, object.others() ? "" : "@?")) {
            readers.computeIfAbsent(key, _ -> new LinkedHashSet<>()).add(visit);
            value = value.or(fields.getOrDefault(key, Value.NULL));
        }
        return value;
    }

    void written(Value object, MethodId field, Value value) {
        Set<String> keys = keys(object, field, "");
        if (object.others()) {
            keys.addAll(keys(object, field, "@?"));
        }
        for (String key : keys) {
            Value before = fields.getOrDefault(key, Value.NULL);
            Value after = before.or(value);
            if (!after.equals(before)) {
                fields.put(key, after);
                readers.getOrDefault(key, Set.of()).forEach(this::again);
            }
        }
    }

    /** The names of a field in the objects that are followed, and one that stands for others. */
    private static Set<String> keys(Value object, MethodId field, String others) {
        String name = field.owner() + "." + field.name();
        Set<String> keys = new LinkedHashSet<>(List.of(name + others));
        object.lambdas().forEach(each -> keys.add(name + "@" + each.site()));
        return keys;
    }

    void returned(Visit visit, Value value) {
        Value after = visit.result.or(value);
        if (!after.equals(visit.result)) {
            visit.result = after;
            visit.users.forEach(this::again);
        }
    }

    /** Notes that a rule is broken: once for each place and what is wrong there, by the way found first. */
    void complain(Rule rule, Visit visit, int line, String last, LockState state) {
        if (visit.pardon() != null) {
            needed.add(visit.pardon());
            return;
        }
        String key = rule + " " + visit.method() + line + last;
        complaints.putIfAbsent(key, rule + ": " + visit.path(line) + " -> " + last + ", " + state);
    }
}
