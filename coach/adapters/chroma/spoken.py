"""What people say, and what notes call it: terms that a question implies without naming them.

Notes are written in the field's terms. A question often isn't (“box” for a server), or it names a tool or a term whose
field the embedding doesn't know (“k6”). Each line below reads: words or phrases, then the terms that they stand for.
Endings don't matter.
"""

import re
from collections.abc import Mapping
from functools import cache

SPOKEN = """
box, boxes, machine, computer: server instance
db: database
prod: production
repo: repository
app: application service
config, configuration: settings
docs: documentation
mail, e-mail: email
k8s: kubernetes
js, typescript: javascript node
golang: go
postgres, mysql, mariadb, sqlite, oracle: database sql
mongo: mongodb document nosql
dynamo: dynamodb nosql
cassandra, scylla, hbase, bigtable: wide column nosql partition
valkey, dragonfly: redis cache
varnish, cdn: cache http
elastic, elasticsearch, kibana, logstash, loki, splunk, fluentd: logging elk
datadog, opentelemetry, jaeger, zipkin, alertmanager, pagerduty: monitoring tracing alert
helm, kubectl, kubelet, eks, gke, aks, pod: kubernetes
podman, containerd, dockerfile, compose: docker container
pulumi, cloudformation, tfstate, bicep, opentofu, chef, puppet: infrastructure code terraform
playbook: ansible
ec2, s3, iam, vpc, cloudwatch, sqs, amazon: aws cloud
lambda, cloud function, serverless: serverless function cloud
bigquery, cloud run, gcs, google cloud: gcp cloud
availability zone, region: cloud region zone
gitlab, circleci, travis, teamcity, argo, pipeline: ci cd pipeline deploy
canary, blue green, feature flag, rolling update: deployment release rollout
merge, pull request: merge pipeline branch review
celery, sidekiq, resque, bullmq, cron, nightly job: background worker queue job
kafka, rabbitmq, pulsar, nats, kinesis, pub sub, pubsub: event broker message
outbox, saga, event sourcing, cqrs, compensation: event driven consistency
envoy, haproxy, traefik, nginx, gateway: proxy load balancer
swagger, openapi, redoc, changelog: api documentation specification
overfetching, underfetching, resolver, apollo, n+1 resolver: graphql fields
sse, server sent events, socket, sockets, long polling, polling: websocket streaming push
protobuf, proto, protocol buffers: grpc
express, nestjs, npm, promise, promises, callback, settimeout, nexttick, setimmediate: javascript node event loop
jvm, bean, beans, hibernate proxy, completablefuture: java spring concurrency
executor, volatile, synchronized, spring boot: java spring concurrency
goroutine, waitgroup, chan, ctx, defer, errgroup: go goroutine channel context
asyncio, coroutine, gil, celery task, await, gather, yield, generator, with statement: python async
hibernate, jpa, sqlalchemy, django orm, prisma, sequelize, activerecord, active record, entity framework: orm
lazy load, lazy loading, eager: orm loading
fixture, conftest, parametrize, assertion, assert: unit test pytest
before each, before all: junit test lifecycle
mockito, magicmock, monkeypatch, patch, spy, fake, double: mock stub test double
testcontainers, wiremock, pact, end to end, e2e, sandbox: integration test
jmeter, k6, gatling, locust, stress test, soak, spike, perf test, performance test: load testing performance
red green, test first: tdd
legacy code, old code: legacy tests
phpass, scrypt, pbkdf2, md5, sha256, sha1, rainbow table, salt, pepper, cracking: password hash
leaked database, dumped, stolen hashes: password hash breach
cert, certs, certificate, handshake, cipher, letsencrypt, ssl, padlock, mtls, self signed: tls certificate
oidc, openid, saml, sso, pkce, sign in, log in, login, logged in, log out, logout: authentication session oauth
jwt, refresh token, bearer: token authentication
vault, secret, secrets, leaked key, credentials: secret api key rotation
idor, someone else's, other people's, someone elses: authorization ownership permission check
admin, editor, viewer, permission, permissions, rights, acl: access control roles
opa, abac, rebac, zanzibar, role, roles: access control roles
script tag, sanitize, csp, content security policy, innerhtml: xss
httponly, samesite, form token, request forgery, forged: csrf cookie xss
quote, prepared statement, placeholder, bind variable: sql injection parameter
cors, preflight, etag, keep-alive, user agent, host header, options request: http browser header
401, 403, 404, 409, 422, 500, 502, 503, 504, 301, 302, 200, 201, 204: status code
put, patch, verb: http method
endpoint, endpoints, url, urls, uri: rest api resource url
hateoas, pagination, paging, cursor, filter, sort by: rest api collection pagination
throttle, too many requests, too often, hammer, flood, burst, 429: rate limit
bigger machine, more machines, more servers, shard, sharding, split my data: scaling horizontal vertical shard
autoscaler, autoscaling, scale up, scale out: autoscaling replicas
round robin, least connections, sticky, health check, failover, layer 7: load balancing
strangler, bounded context, service mesh, split up, monorepo, decompose, cut up: microservices monolith
circuit breaker, cascading failure, drags down: microservices failure timeout
quorum, split brain, partition tolerance, linearizable: consistency replication cap
data center, datacenter, stale read, replica lag: consistency replication cap
atomic, durable, all or nothing, power cut, power failure, crash halfway, half done: acid transaction
eventually consistent: base eventual consistency
deadlock, phantom, dirty read, lost update: transaction isolation lock
serializable, repeatable read, last ticket, same time: transaction isolation lock
seq scan, full scan, cardinality, hash join, nested loop: query plan explain optimization
query plan, planner, slow query, slow queries: query plan explain optimization
foreign key, many to many, one to many, normal form, denormalize: database design normalization
duplicate data, erd, primary key, schema: database design normalization
big o, log n, quadratic, linear time, amortized, nested loops, recurrence: complexity
memoization, memoize, dynamic programming, greedy, backtracking: algorithm
divide and conquer, quicksort, mergesort, binary search, two sum: algorithm
undo: stack undo rollback compensation
smallest, biggest, largest, top ten, priority: heap priority queue
first in first out, fifo: queue
last in first out, lifo, call stack: stack
dictionary, dict, hashmap, map, bucket, collision: hash table
least recently used, used longest ago, lru, throw out, thrown out, evict: cache eviction lru
stale, old value, old price, out of date, yesterday's: stale cache invalidation
hot key, thundering herd, rebuild at once, stampede: cache stampede
depend on, dependencies between, order of tasks: graph topological
freeze, freezes, hang, hangs, blocked: blocking
leak, leaking, memory grows: memory leak
outage, incident, downtime, production is down, went down: incident outage
alarm, alarms, woken up, on call: alert monitoring
roll back, undo a release: rollback
dashboard, percentile, p99, p95, metric, metrics: monitoring metrics
how many users, how much traffic, capacity, bottleneck, throughput: load test capacity
twice, duplicate: idempotent duplicate
retry, retries, resend, send again: retry idempotency
backlog, piles up, queue grows: queue backlog workers
finished, done yet, long running, takes minutes, background: asynchronous job status
coworker, colleague, teammate, my boss, manager: team communication
product manager, stakeholder, conflict, disagree, disagreed: team communication
feedback, code review, mentoring, junior, juniors, onboarding: collaboration team
deadline, technical debt, hack, shortcut, cut scope, cut corners, build or buy, pros and cons: trade-off decision
proud, achievement, my project, last project, last job, failure story: project impact ownership
root cause, postmortem, post mortem, five whys, bisect, reproduce, can't reproduce: debugging root cause
tell me about, want to hear, how do i say, how do i tell, how do i talk about, talk about: interview story
they'll ask, they ask, good answer, the story, do i mention, do i admit: interview story
changed my mind, turned out wrong, wrong decision, gave up, give up to, sacrifice: trade-off decision reversal
my fault, blame, blamed, i caused: blameless incident
how do i explain why, how do i argue: trade-off decision
roll out, rolled out, new version, deploy, redeploy: deployment rollout
more copies, copies of, several copies: replicas scaling
producers, faster than consumers, can't keep up, too fast: backpressure bounded queue
without loading it all, huge file, doesn't fit in memory: streaming chunks iterator generator
give up on a call, takes too long, takes longer than: timeout cancellation
in parallel, at once: concurrency
drop tables, database account: least privilege sql injection
by hand, clicked, manual change, drift: drift manual infrastructure code
bill, cost, costs, expensive: cost cloud
for maintenance, out of rotation: drain health connections
breaking change, renamed a field, break clients, breaks clients, old clients: breaking change compatibility versioning
add a field: schema evolution compatible
generate a client, codegen: openapi specification
noisy neighbour, eats all, one customer: quota tenant fairness
traffic jumps, sudden traffic, black friday: autoscaling capacity
understand each other, other team's service: contract
query for each, hundreds of queries, query per row: n+1 orm lazy loading
every change, history of changes: event sourcing log
codebase: monolith repository
times bigger, input grows, twice as long, how slow: complexity growth
constant time, on average: amortized complexity
ctrl c, stop the container, stopping, shut down: sigterm graceful shutdown
gone after, persist, lose its data: volume persistence
connection pool, too many connections: connection pool
own records, own data, tenant, tenants: tenant isolation access
change the id: authorization ownership access
send back, what do i return, do i answer, respond with: response status code
was made, was created, newly created: 201 created
another website, another site, other site: csrf cross-site origin
hasn't changed, same file again: conditional etag cache
first request, first call: cold start handshake connection
end of the request, request is finished: content-length chunked http
worst bug, hardest bug, toughest bug: debugging story
"""


LONGEST = 60
"""Words in a text that is looked at. A longer one is an answer, which brings its own terms and implies everything."""
_WORD = re.compile(r"[a-z0-9+']+")
_SHORTEST_STEM = 3


def implied(text: str) -> tuple[str, ...]:
    """The terms that the text implies and doesn't name, in the order of its words; none for a long text."""
    words = [stem(word) for word in _WORD.findall(text.lower())]
    if len(words) > LONGEST:
        return ()
    found: dict[str, None] = {}
    for start, word in enumerate(words):
        for phrase, stands_for in _phrases().get(word, ()):
            if tuple(words[start : start + len(phrase)]) == phrase:
                found.update(dict.fromkeys(stands_for))
    return tuple(term for term in found if stem(term) not in words)


def stem(word: str) -> str:
    """The word without its plural and its ending, roughly: enough to know “caching” and “cached” for one."""
    if len(word) > _SHORTEST_STEM and word.endswith("s") and not word.endswith("ss"):
        word = word[:-1]
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word[: -len(ending)]
    return word


_ENDINGS = ("ation", "ing", "edly", "ed", "ie", "ly", "er", "y", "e")


@cache
def _phrases() -> Mapping[str, tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]]:
    """Phrases in stems, each with the terms that it stands for, by their first stem."""
    found: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = {}
    for line in SPOKEN.strip().splitlines():
        said, _, stands_for = line.partition(":")
        for part in said.split(","):
            phrase = tuple(stem(word) for word in _WORD.findall(part.lower()))
            found.setdefault(phrase[0], []).append((phrase, tuple(stands_for.split())))
    return {first: tuple(phrases) for first, phrases in found.items()}
