# Tận Nhà. `make` lists what there is.

PYTHON ?= python3
BIN    := .venv/bin
CODE   := models sync server tests

# Handed on to the command that is run: make test ARGS="-k journal", make simulate SCHEDULES=5000 SEED=1.
ARGS ?=

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

.PHONY: help
help: ## Liệt kê các lệnh · list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# -------- environments: made from the locks, anew only when these change

.PHONY: env env-test
env:
	@$(PYTHON) .ci/venv run

env-test:
	@$(PYTHON) .ci/venv test

.PHONY: web
web: env ## Dựng giao diện máy tính bảng và bàn làm việc · build the screens, anew only when they change
	@$(PYTHON) .ci/web build

# -------- using it

.PHONY: run
run: env web ## Chạy thử với dữ liệu mẫu · serve, with demo data if there is no database yet
	@$(BIN)/tannha demo --if-empty
	@exec $(BIN)/tannha serve $(ARGS)

.PHONY: demo
demo: env ## Tạo dữ liệu mẫu · make the demo data
	@$(BIN)/tannha demo $(ARGS)

# -------- proving it

# Twice as many as two cores can serve: some tests wait, for a browser or for a silence that must last. 1 GB of memory each.
WORKERS ?= 4

.PHONY: test
test: env-test web test-web ## Mọi kiểm thử · every test, both engines and the screens
	@.ci/browser
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(ARGS)

.PHONY: test-web
test-web: env ## Kiểm thử giao diện không cần trình duyệt · types and tests of the screens' code, without a browser
	@$(PYTHON) .ci/web test

.PHONY: test-quick
test-quick: env-test ## Kiểm thử nhanh · the tests that need no PostgreSQL and no browser
	$(BIN)/python -m pytest -n 2 -m "not postgres and not browser" $(ARGS)

.PHONY: lint
lint: env-test ## Kiểu, phong cách, chiều phụ thuộc · style, types and the direction of imports
	@failed=; for check in "ruff check ." "ruff format --check ." mypy lint-imports; do \
		echo "$(BIN)/$$check"; $(BIN)/$$check || failed="$$failed [$$check]"; \
	done; test -z "$$failed" || { echo "lint:$$failed"; exit 1; }

.PHONY: check
check: lint test ## lint + test

.PHONY: format
format: env-test ## Định dạng mã nguồn · format the code
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

# What each module takes besides is told by ARGS=--help.
SCHEDULES ?= 2000
SEED ?= 0
WARDS ?= 3000
EXAMPLES ?= 30

.PHONY: simulate
simulate: env-test ## Mô phỏng một phường bị lỗi đủ kiểu · play wards under seeded faults (SCHEDULES=, SEED=)
	$(BIN)/python -m tests.simulation --schedules $(SCHEDULES) --seed $(SEED) $(ARGS)

.PHONY: wards
wards: env-test ## Thử mọi luật xếp lịch trên hàng nghìn phường ngẫu nhiên · every rule of a plan on thousands of random wards (WARDS=)
	WARDS=$(WARDS) $(BIN)/python -m pytest -q -n 2 tests/server/dispatch $(ARGS)

.PHONY: calls
calls: env-test ## Gọi mọi địa chỉ của API, đúng và sai · call every address of the API, rightly and wrongly (EXAMPLES=)
	EXAMPLES=$(EXAMPLES) $(BIN)/python -m pytest -q -n 2 tests/server/test_openapi.py $(ARGS)

.PHONY: crash
crash: env-test ## Giết máy chủ, cắt điện, rồi kiểm lại · kill the server and cut its power, then look
	$(BIN)/python -m tests.crash $(ARGS)

.PHONY: ledger
ledger: env-test ## In một trang số liệu đã chứng minh · print one page of what was proved (ARGS=--size 1)
	$(BIN)/python -m tests.ledger $(ARGS)

.PHONY: bench
bench: env-test ## Đo chi phí so với mốc cùng lượt · measure costs against baselines of the same run
	$(BIN)/python -m tests.bench $(ARGS)

.PHONY: reference
reference: env-test ## Viết lại docs/reference.md từ mã · write docs/reference.md anew from the code
	$(BIN)/python -m tools.reference

.PHONY: screens
screens: env-test web tablet-screens ## Chụp lại mọi màn hình cho docs/screens · draw every screen anew, consoles and tablet
	$(BIN)/python -m tests.web.console_screens
	$(BIN)/python -m tests.web.desk_screens docs/screens

.PHONY: tablet-screens
tablet-screens: env-test ## Chụp mọi màn hình máy tính bảng · draw every screen of the tablet and the film of a visit
	$(BIN)/python -m tests.web.screens

.PHONY: tablet-kills
tablet-kills: env-test ## Giết trình duyệt 50 lần trong một ngày · kill the browser fifty times in a day
	TABLET_KILLS=50 $(BIN)/python -m pytest tests/web/test_tablet_trouble.py -k killed $(ARGS)

.PHONY: bench-dispatch
bench-dispatch: env-test ## Đo bộ xếp lịch · measure the planner of days (ARGS="ward --seeds 20")
	$(BIN)/python -m tests.bench.dispatch $(ARGS)

# -------- keeping it

# test.txt is solved first and holds everything; the other two are parts of it at the same versions.
UV := $(BIN)/uv pip compile --quiet --no-config --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-annotate --no-header

.PHONY: lock
lock: env-test ## Khoá phiên bản thư viện · solve the lock files again (ARGS=--upgrade for newer ones)
	$(UV) $(ARGS) pyproject.toml --group test --group build -o requirements/test.txt
	$(UV) -c requirements/test.txt pyproject.toml -o requirements/run.txt
	$(UV) -c requirements/test.txt --group pyproject.toml:build -o requirements/build.txt
	@! grep -n '://' requirements/*.txt

.PHONY: clean
clean: ## Xoá môi trường và bộ đệm, giữ dữ liệu · remove environment and caches, keep data
	rm -rf web/node_modules server/built .venv .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis .coverage build dist
	find $(CODE) -name __pycache__ -type d -prune -exec rm -rf {} +
